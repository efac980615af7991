"""A round in a line."""

from __future__ import annotations

from dragoman.watching.rounds import Round


def round_line(done: Round) -> str:
    """What was done in a round: "3 feeds (1 unchanged, 1 failed); 12 articles coded, …"."""
    summary = done.summary
    feeds = _counts(
        (sum(polled.unchanged for polled in done.polled), "unchanged"),
        (sum(polled.feed.error is not None for polled in done.polled), "failed"),
    )
    pages = _counts(
        (summary.coded, "coded"),
        (summary.duplicates, "repeating another"),
        (summary.known, "already stored"),
        (len(summary.skipped), "skipped"),
        (len(summary.failed), "failed"),
        (done.put_off, "put off"),
    )
    return (
        f"{len(done.polled):,} feeds{f' ({feeds})' if feeds else ''}; articles:"
        f" {pages or 'none new'}; {summary.mentions:,} new mentions, {summary.events:,} events"
    )


def _counts(*numbers: tuple[int, str]) -> str:
    return ", ".join(f"{number:,} {what}" for number, what in numbers if number)
