"""Memory, processors, the disk and the right to write on it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from dragoman.doctor.findings import Finding

# A process that codes takes up to 1 GB; a dataset some 25 kB an article.
_MEMORY = 1.0
_DISK = 1.0
_GB = 1e9


def processors() -> Finding:
    """How many of them this process may use."""
    number = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Finding("processors", "good", str(number))


def memory() -> Finding:
    """How much of it is free."""
    free = _free_memory()
    if free is None:
        return Finding("memory", "good", "not told by this system")
    found = f"{free:.1f} GB free"
    if free < _MEMORY:
        return Finding("memory", "note", found, "coding takes up to 1 GB a process: end others")
    return Finding("memory", "good", found)


def disk(folder: Path) -> Finding:
    """How much room there is beside the dataset."""
    try:
        free = shutil.disk_usage(folder).free / _GB
    except OSError as error:
        return Finding("disk", "bad", f"{folder}: {error.strerror}", "name a folder that exists")
    found = f"{free:,.1f} GB free in {folder}"
    if free < _DISK:
        return Finding("disk", "note", found, "free some space, or keep the dataset elsewhere")
    return Finding("disk", "good", found)


def writing(folder: Path) -> Finding:
    """Whether a dataset can be written there."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding("writing", "good", f"allowed in {folder}")
    except OSError as error:
        found = f"not possible in {folder}: {error.strerror}"
        return Finding("writing", "bad", found, "name a --db in a folder where you may write")


def _free_memory() -> float | None:
    """In GB: what the machine has left, or the container that we are in."""
    left = []
    if found := re.search(r"MemAvailable:\s+(\d+) kB", _read("/proc/meminfo")):
        left.append(int(found[1]) * 1024)
    limit, used = _read("/sys/fs/cgroup/memory.max"), _read("/sys/fs/cgroup/memory.current")
    if limit.strip().isdigit() and used.strip().isdigit():
        left.append(int(limit) - int(used))
    return min(left) / _GB if left else None


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except OSError:
        return ""
