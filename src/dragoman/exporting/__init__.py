"""The dataset's tables and events as files that other programs read."""

from dragoman.exporting.layouts import LAYOUTS, Exported, export_events
from dragoman.exporting.network import network, write_network
from dragoman.exporting.tables import FORMATS, export, write_table

__all__ = [
    "FORMATS",
    "LAYOUTS",
    "Exported",
    "export",
    "export_events",
    "network",
    "write_network",
    "write_table",
]
