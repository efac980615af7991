"""Whether the installation, the machine and a dataset are fit for work, and what to do if not."""

from dragoman.doctor.findings import Finding
from dragoman.doctor.rounds import examine

__all__ = ["Finding", "examine"]
