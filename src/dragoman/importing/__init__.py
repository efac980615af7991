"""Event files of ICEWS, GDELT and POLECAT as datasets, beside what Dragoman codes itself."""

from dragoman.importing.importing import Imported, Rejected, import_events

__all__ = ["Imported", "Rejected", "import_events"]
