"""Dragoman: political event data from messy news articles.

```python
import dragoman

ds = dragoman.code(["articles/"], db="news.duckdb")
ds.events().df()
```

Names are imported when they are first used: the language model's libraries take seconds.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman import errors, records
    from dragoman.coding import Coder
    from dragoman.engine import code
    from dragoman.errors import DragomanError
    from dragoman.evaluation import Evaluation, evaluate
    from dragoman.notebooks import render
    from dragoman.reading import clean
    from dragoman.records import Actor, Article, Event, Mention, PairCoding, TimeExpression
    from dragoman.store import Dataset
    from dragoman.times import find_times

    __version__: str

__all__ = [
    "Actor",
    "Article",
    "Coder",
    "Dataset",
    "DragomanError",
    "Evaluation",
    "Event",
    "Mention",
    "PairCoding",
    "TimeExpression",
    "__version__",
    "clean",
    "code",
    "errors",
    "evaluate",
    "find_times",
    "records",
    "render",
]

_HOMES = {
    "Actor": "records",
    "Article": "records",
    "Coder": "coding",
    "Dataset": "store",
    "DragomanError": "errors",
    "Evaluation": "evaluation",
    "Event": "records",
    "Mention": "records",
    "PairCoding": "records",
    "TimeExpression": "records",
    "clean": "reading",
    "code": "engine",
    "evaluate": "evaluation",
    "find_times": "times",
    "render": "notebooks",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("dragoman")
    if name in ("errors", "records"):
        return import_module(f"dragoman.{name}")
    if name in _HOMES:
        return getattr(import_module(f"dragoman.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'dragoman' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()):
    from dragoman.notebooks import show_timelines

    show_timelines(_shell)
