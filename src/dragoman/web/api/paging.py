"""Long lists a page at a time."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import HTTPException, Query

T = TypeVar("T")

Page = Annotated[int, Query(ge=1, le=1_000_000, description="Which page, from 1.")]
PerPage = Annotated[int, Query(ge=1, le=500, description="How many on a page.")]


def found(value: T | None, what: str) -> T:
    """The value; where it is None, the answer is that there is no such thing."""
    if value is None:
        raise HTTPException(404, f"There is no such {what}: it may have been merged or recoded.")
    return value
