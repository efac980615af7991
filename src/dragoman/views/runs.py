"""The course of a run and its closing summary."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from dragoman.engine import Progress as Done
from dragoman.engine import Summary
from dragoman.views.highlight import plain

# Where nobody watches, one line in so many seconds.
QUIET_SECONDS = 30.0

# More inputs than this that were skipped, or failed, are counted by their reasons, not listed.
MOST_LISTED = 20


@contextmanager
def shown_progress(console: Console, total: int | None) -> Iterator[Callable[[Done], None]]:
    """Show how far a run is: a bar with rate and time left on a terminal, else a line at times.

    Args:
        total: the number of input documents, where it is known.
    """
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        BarColumn(),
        TextColumn(
            "{task.completed:,.0f}" + (f" of {total:,} documents" if total else " documents")
        ),
        TextColumn("{task.fields[rate]:,.0f} words/s"),
        TimeRemainingColumn(),
    )
    started = time.monotonic()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, rate=0)

        def show(done: Done) -> None:
            rate = done.words / (time.monotonic() - started)
            progress.update(task, completed=done.documents, rate=rate)

        yield show


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = self._last = time.monotonic()

    def __call__(self, done: Done) -> None:
        now = time.monotonic()
        if now - self._last >= QUIET_SECONDS:
            self._last = now
            rate = done.words / (now - self._started)
            self._console.print(
                f"{done.documents:,} documents, {done.words:,} words, {rate:,.0f} words/s",
                highlight=False,
            )


def summary_data(summary: Summary) -> dict[str, Any]:
    """The summary as JSON's types."""
    values = summary.data()
    for name in ("skipped", "failed"):
        values[name] = [{"path": path, "reason": reason} for path, reason in values[name]]
    return values


def summary_lines(summary: Summary, db: str) -> Iterator[str]:
    """The summary to read: what was done, and every input that was not, with the reason."""
    yield from _reasons("Skipped", summary.skipped)
    yield from _reasons("Failed", summary.failed)
    counts = [
        (summary.coded, "coded"),
        (summary.recoded, "coded anew"),
        (summary.duplicates, "repeating another"),
        (summary.known, "already stored"),
        (len(summary.skipped), "skipped"),
        (len(summary.failed), "failed"),
    ]
    articles = ", ".join(f"{number:,} {what}" for number, what in counts if number)
    yield f"Articles: {articles or 'none'}."
    types = ", ".join(f"{name} {number:,}" for name, number in summary.types.most_common())
    yield f"New mentions: {summary.mentions:,}{': ' if types else ''}{types}."
    yield f"Events in {db}: {summary.events:,}."
    if summary.words:
        rate = summary.words / summary.seconds
        yield f"{summary.words:,} words in {summary.seconds:.1f} s, {rate:,.0f} words/s."
    if summary.outdated:
        yield (
            f"{summary.outdated:,} stored articles were coded by another version of Dragoman:"
            " --recode codes them anew."
        )
    if summary.interrupted:
        yield "Interrupted: what was coded is stored; run the same command again to go on."


def profile_lines(summary: Summary) -> Iterator[str]:
    """The seconds of each stage, in all processes together, and its share."""
    total = sum(summary.stages.values())
    for name, seconds in sorted(summary.stages.items(), key=lambda each: -each[1]):
        yield f"{name:16}{seconds:10,.1f} s{seconds / total:8.1%}"


def _reasons(what: str, inputs: list[tuple[str, str]]) -> Iterator[str]:
    """A line for each input; of many, one for each reason, the most frequent first."""
    if len(inputs) <= MOST_LISTED:
        for path, reason in inputs:
            yield f"{what}: {plain(path)}: {plain(reason)}"
        return
    for reason, number in Counter(reason for _, reason in inputs).most_common():
        yield f"{what} {number:,}: {plain(reason)}"
