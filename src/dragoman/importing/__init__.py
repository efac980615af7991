"""Event files of others, and the tables that a cluster has written, as datasets."""

from dragoman.importing.importing import Imported, Rejected, import_events
from dragoman.importing.tables import import_tables, is_folder

__all__ = ["Imported", "Rejected", "import_events", "import_tables", "is_folder"]
