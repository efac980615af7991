"""Python, the packages that Dragoman asks for, their files, and whether coding works."""

from __future__ import annotations

import base64
import hashlib
import platform
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from importlib.resources import files
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from dragoman.doctor.findings import Finding
from dragoman.errors import DragomanError

# A sentence that must be coded, its day of publication, and the type that must be found.
PROBE = ("Turkey on Thursday rejected US calls to end the operation.", "2024-03-08", "REJECT")
_AGAIN = "install Dragoman again: pip install --force-reinstall dragoman"


def python() -> Finding:
    """Whether this Python is one that Dragoman supports."""
    version = platform.python_version()
    wanted = distribution("dragoman").metadata["Requires-Python"]
    if version in SpecifierSet(wanted, prereleases=True):
        return Finding("Python", "good", f"{version}, {platform.machine()}")
    return Finding(
        "Python",
        "bad",
        version,
        f"Dragoman needs {wanted}: make a virtual environment with such a Python and install there",
    )


def packages() -> Iterator[Finding]:
    """The packages that are missing or of a version that does not fit; of DuckDB which one."""
    unfit = list(filter(None, map(_unfit, _requirements())))
    if unfit:
        yield Finding("packages", "bad", "; ".join(unfit), f"{_AGAIN} with its dependencies")
    else:
        yield Finding("packages", "good", f"all {len(list(_requirements()))} as asked for")
    try:
        yield Finding("DuckDB", "good", distribution("duckdb").version)
    except PackageNotFoundError:
        return  # among the packages that are missing


def files_unchanged() -> Iterator[Finding]:
    """Whether the files of Dragoman and of its language model are those that were installed."""
    model = tomllib.loads(
        files("dragoman.language").joinpath("data/models.toml").read_text("utf-8")
    )["bundled"]["package"]
    for name in ("dragoman", model):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # among the packages that are missing, or replaced by another model
        changed = [str(file) for file in package.files or () if _is_changed(package, file)]
        label = f"files of {name}"
        if changed:
            shown = ", ".join(changed[:3]) + (" and others" if len(changed) > 3 else "")
            yield Finding(label, "bad", f"not as they were installed: {shown}", _AGAIN)
        elif '"editable": true' in (package.read_text("direct_url.json") or ""):
            yield Finding(label, "good", "used from a checkout, where they may change")
        else:
            yield Finding(label, "good", f"unchanged, version {package.version}")


def coding() -> Finding:
    """Whether the models load and code a sentence as they must."""
    from dragoman.coding import Coder

    sentence, published, event_type = PROBE
    try:
        found = [mention.event_type for mention in Coder().code_text(sentence, published)]
    except (DragomanError, ImportError, OSError, RuntimeError, ValueError) as error:
        return Finding("coding", "bad", f"fails: {error}", _AGAIN)
    if found == [event_type]:
        return Finding("coding", "good", f"a sentence is coded as {event_type}")
    told = ", ".join(found) or "nothing"
    return Finding(
        "coding", "bad", f"a sentence that tells {event_type} is coded as {told}", _AGAIN
    )


def _requirements() -> Iterator[Requirement]:
    """What is asked for on this machine, extras apart."""
    for text in distribution("dragoman").requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement


def _unfit(requirement: Requirement) -> str | None:
    try:
        version = distribution(requirement.name).version
    except PackageNotFoundError:
        return f"{requirement.name} is missing"
    if requirement.specifier.contains(version, prereleases=True):
        return None
    return f"{requirement.name} is {version}, not {requirement.specifier}"


def _is_changed(package: Distribution, file: PackagePath) -> bool:
    """Whether a file differs from its hash in the package's record, or is gone."""
    if file.hash is None:
        return False
    try:
        content = Path(str(package.locate_file(file))).read_bytes()
    except OSError:
        return True
    digest = base64.urlsafe_b64encode(hashlib.new(file.hash.mode, content).digest())
    return digest.rstrip(b"=").decode() != file.hash.value
