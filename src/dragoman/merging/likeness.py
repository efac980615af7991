"""How likely it is that two reports of one kind tell of one event.

What agrees or differs counts in points that are added up, as in record linkage (Fellegi & Sunter,
"A Theory for Record Linkage", 1969); the points were set by hand on reports written for it.
"""

from __future__ import annotations

from dragoman.merging.parties import Match, compare_sides
from dragoman.merging.reports import Report

# From so many points on, two reports are taken for those of one event.
ENOUGH = 1.6
# A report that does not say the day may be printed so many days after the event.
LATE = 2
# Of an event of unknown day, reports are printed within so many days of each other or the event.
UNDATED = 7
# A report of a longer span ("in 2018") is not taken for one of an event on a day in it.
WIDEST = 31
# A plan without date is for a day within so many days.
AHEAD = 31

_SAME_DAY, _LIKELY_DAY, _POSSIBLE_DAY, _LATER = 1.0, 0.7, 0.5, 0.2
_UNDATED_OF_DATED, _BOTH_UNDATED = 0.4, 0.2
_SAME_WORD = 0.4
_SAME_MODE, _OTHER_MODE = 0.2, -0.4
# Of two names in one country, one may be that of the country or a part that holds the other.
_SAME_PLACE, _OTHER_PLACE, _OTHER_COUNTRY = 1.0, -0.4, -1.5
# All words shared, where there are enough to tell; none shared.
_CONTENT, _TELLING, _NO_CONTENT = 2.5, 4, -0.4
# Who met whom is another event than a list of all who met, of whom they are so small a part.
_MANY = 2
# An article that tells twice what one actor alone did tells of two things, unless in like words.
_ONE_PARTY = 1.0
_OPPOSED = frozenset({("actual", "denied"), ("denied", "actual")})


def points(leader: Report, report: Report) -> float | None:
    """The points for a report's being of the event that `leader` tells of best.

    None where something rules it out: the days, the parties, or that one denies what the other
    asserts; what was planned and is denied has been cancelled.
    """
    if (leader.state, report.state) in _OPPOSED or (days := compare_days(leader, report)) is None:
        return None
    sides = compare_parties(leader, report)
    if sides is None:
        return None
    words = compare_words(leader, report)
    if sides <= _ONE_PARTY and words <= 0 and _of_one_article(leader, report):
        return None
    return days + sides + words + _places(leader, report)


def compare_parties(one: Report, other: Report) -> float | None:
    """Two points where both sides are the same, fewer for parts of them, None for others."""
    if one.mutual or other.mutual:
        match = compare_sides(one.everyone, other.everyone)
        if match is None:
            return None
        here, there = len(one.everyone.parties), len(other.everyone.parties)
        if match.known < 2 <= min(here, there) or _MANY * match.known < max(here, there):
            return None
        return match.likeness * min(2, max(1, match.known))
    sources = compare_sides(one.sources, other.sources)
    targets = compare_sides(one.targets, other.targets)
    if sources is None or targets is None or not _meet(sources, targets):
        return None
    return sources.likeness + targets.likeness


def _meet(sources: Match, targets: Match) -> bool:
    """Whether at least one side is the same; that one says who, the other whom, is no sign."""
    return sources.likeness > 0 or targets.likeness > 0


def compare_days(leader: Report, report: Report) -> float | None:
    """Points for days that agree, None for days that do not; one of the two may be unknown."""
    if leader.start is None or leader.end is None or report.start is None or report.end is None:
        return _unknown_days(leader, report)
    gap = max(leader.start, report.start) - min(leader.end, report.end)
    if gap > 0:
        told = max(leader, report, key=lambda r: r.start or 0)
        return _LATER if not told.exact and gap <= LATE else None
    if leader.start != leader.end or report.start != report.end:
        same = (leader.start, leader.end) == (report.start, report.end)
        widest = max(leader.end - leader.start, report.end - report.start)
        return _POSSIBLE_DAY if same or widest <= WIDEST else None
    return _SAME_DAY if leader.exact and report.exact else _LIKELY_DAY


def _unknown_days(one: Report, other: Report) -> float | None:
    if _of_one_article(one, other):
        return _unknown_days_of_one_article(one, other)
    if one.start is None and other.start is None:
        if one.published is None or other.published is None:
            return None
        return _BOTH_UNDATED if abs(one.published - other.published) <= UNDATED else None
    vague, dated = (one, other) if one.start is None else (other, one)
    if vague.published is None or dated.start is None or dated.end is None:
        return None
    if vague.state == "actual":
        fits = dated.start <= vague.published <= dated.end + UNDATED
    else:
        fits = dated.start - AHEAD <= vague.published <= dated.end
    return _UNDATED_OF_DATED if fits else None


def _unknown_days_of_one_article(one: Report, other: Report) -> float | None:
    """What an article tells as done on a day, it does not announce beside: that is another one."""
    vague, dated = (one, other) if one.start is None else (other, one)
    told_twice = vague.state != "planned" or dated.state != "actual" or dated.start is None
    return 0.0 if told_twice else None


def _of_one_article(one: Report, other: Report) -> bool:
    return one.mention.article_id == other.mention.article_id


def compare_words(one: Report, other: Report) -> float:
    """Points for what is done and what it is about, in the words of the two sentences."""
    shared = len(one.terms & other.terms)
    share = shared / max(1, min(len(one.terms), len(other.terms)))
    found = _NO_CONTENT + _CONTENT * share * min(1.0, shared / _TELLING)
    if one.stem == other.stem:
        found += _SAME_WORD
    if one.mention.mode and other.mention.mode:
        found += _SAME_MODE if one.mention.mode == other.mention.mode else _OTHER_MODE
    return found


def _places(one: Report, other: Report) -> float:
    here, there = one.mention, other.mention
    if not here.place_name or not there.place_name:
        return 0.0
    if here.place_name == there.place_name:
        return _SAME_PLACE
    if here.place_country != there.place_country:
        return _OTHER_COUNTRY
    return _OTHER_PLACE
