"""The dataset's tables and events as files that other programs read."""

from dragoman.exporting.gold import GoldWritten, export_gold
from dragoman.exporting.layouts import LAYOUTS, Exported, export_events
from dragoman.exporting.network import network, write_network
from dragoman.exporting.tables import FORMATS, export, write_table

__all__ = [
    "FORMATS",
    "LAYOUTS",
    "Exported",
    "GoldWritten",
    "export",
    "export_events",
    "export_gold",
    "network",
    "write_network",
    "write_table",
]
