"""The layouts of the field's event files: their columns, codes and words, and nothing that reads
or writes them."""

from dragoman.layouts.codes import (
    Country,
    EventCode,
    countries,
    event_code,
    group_codes,
    sectors,
)
from dragoman.layouts.columns import Column, columns

__all__ = [
    "Column",
    "Country",
    "EventCode",
    "columns",
    "countries",
    "event_code",
    "group_codes",
    "sectors",
]
