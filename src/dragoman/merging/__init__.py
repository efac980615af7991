"""Which articles repeat others, and which reports tell of one event."""

from dragoman.merging.corrections import Link
from dragoman.merging.duplicates import duplicate_keys, find_duplicates
from dragoman.merging.events import merge_by_type, merge_mentions, merge_part, settle

__all__ = [
    "Link",
    "duplicate_keys",
    "find_duplicates",
    "merge_by_type",
    "merge_mentions",
    "merge_part",
    "settle",
]
