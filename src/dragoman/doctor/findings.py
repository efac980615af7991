"""What an examination finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    `state` is "bad" where work will fail, "note" where it will go less well. `found` says what is
    there, `advice` what to do, empty where nothing is to be done.
    """

    subject: str
    state: State
    found: str
    advice: str = ""
