"""The dataset's tables as files that other programs read."""

from dragoman.exporting.network import network, write_network
from dragoman.exporting.tables import FORMATS, export

__all__ = ["FORMATS", "export", "network", "write_network"]
