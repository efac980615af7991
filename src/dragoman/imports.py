"""What a process that is Dragoman's own does not import."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_COMMANDS = "spacy.cli.info"


def defer_spacy_commands() -> None:
    """Let `import spacy` do without spaCy's command line until somebody asks for it.

    spaCy imports its commands, and with them what downloads models and renders projects, for the
    sake of `spacy.info` alone: a third of the time that the import takes. Here that function
    imports them when it is called. To be called before spaCy is imported; later it does nothing.
    """
    if "spacy" not in sys.modules:
        sys.modules[_COMMANDS] = _StandIn(_COMMANDS)


class _StandIn(ModuleType):
    """Makes way for the module that it stands in for once spaCy has its `info`."""

    @property
    def info(self) -> Any:
        sys.modules.pop(_COMMANDS, None)
        return _info


def _info(*arguments: Any, **options: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **options)
