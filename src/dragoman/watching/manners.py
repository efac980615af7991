"""How others' servers are treated: pauses, limits, and who we say we are."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version

# The name by which robots.txt may forbid or allow us.
ROBOT = "dragoman"
_LONGEST_RETRY = timedelta(days=1)


def user_agent() -> str:
    """How we introduce ourselves to every server."""
    return f"{ROBOT}/{version('dragoman')} (codes news articles into event data)"


@dataclass(frozen=True, slots=True)
class Manners:
    """The pauses in seconds, the limits in seconds, bytes and numbers.

    `delay` passes between two requests to a host, `leave` before one that failed is asked again.
    A request with its answer takes no longer than `limit`; an answer is no larger than `most`,
    as it comes and unpacked, a feed than `most_feed`. At most `hosts` are asked at the same time.
    A page is tried so many `tries`. A round takes no more than `pages`, a feed no more than
    `entries`. Where a host must be waited for longer than `patience`, its pages wait for a later
    round.
    """

    delay: float = 1.0
    leave: float = 300.0
    limit: float = 30.0
    most: int = 5_000_000
    most_feed: int = 2_000_000  # its parser takes up to 6 s for 1 MB of hostile markup
    hosts: int = 8
    redirects: int = 5
    tries: int = 5
    pages: int = 512
    entries: int = 500
    patience: float = 60.0


def now() -> datetime:
    """UTC without a zone, as the dataset has it."""
    return datetime.now(UTC).replace(tzinfo=None)


def backed_off(pause: timedelta, failures: int) -> timedelta:
    """The pause, twice as long with every failure up to a day, and up to a tenth longer by chance.

    Chance keeps what failed together from coming back together.
    """
    longer: timedelta = pause * 2 ** min(failures, 12)
    return min(longer, max(pause, _LONGEST_RETRY)) * random.uniform(1, 1.1)


def retry_after(value: str | None) -> float:
    """The seconds that a server asks us to wait, a day at most; 0 where it says nothing sensible.

    Args:
        value: of the header Retry-After: seconds, or a day and time.
    """
    if not value:
        return 0.0
    if value.strip().isdecimal():
        seconds = float(value[:20])
    else:
        try:
            moment = parsedate_to_datetime(value).astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return 0.0
        seconds = (moment - now()).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_RETRY.total_seconds())
