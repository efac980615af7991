"""Which events a question is about: the criteria that timelines, dyads and networks share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, get_args

from dragoman.errors import UsageError
from dragoman.records import Quad
from dragoman.store.names import resolve_actor, resolve_actors, resolve_places
from dragoman.store.ties import participants, tied, units

if TYPE_CHECKING:
    from dragoman.store.relations import Relations


class Criteria(TypedDict, total=False):
    """What events to choose; what is left out does not restrict them. All given must hold.

    actors: identifiers, countries, names or aliases; any of them takes part. A country means
        whoever is of it.
    dyad: two such names; one acts towards the other, or both act together with no target. A
        country means its state: government, forces, parliament, courts.
    whole_countries: in a dyad too, a country means whoever is of it.
    types: types of the dataset's ontology, any of them.
    quads: quad classes ("material conflict"), any of them.
    places: names of places or countries, any of them.
    since, until: first and last day, a date or "2024-03-07"; events without a date are left out.
    confidence: the least confidence, 0 to 1.
    upcoming: a day; what was announced for days after it, whatever came of it.
    unresolved: only what was announced and never reported, its day being past in the dataset.
    """

    actors: Collection[str]
    dyad: tuple[str, str] | None
    whole_countries: bool
    types: Collection[str]
    quads: Collection[str]
    places: Collection[str]
    since: date | str | None
    until: date | str | None
    confidence: float
    upcoming: date | str | None
    unresolved: bool


# `chosen`: the events of the criteria. What is past, is so by the dataset's last publication.
CHOSEN = f"""
{participants("true", prefix="any_")},
{participants("$whole_countries", prefix="pair_")},
{units("$pair_units", "$pair_keys", prefix="pair_")},
{tied("pair_")},
chosen AS (
    SELECT * FROM events e
    WHERE ($types IS NULL OR list_contains($types::TEXT[], event_type))
      AND ($quads IS NULL OR list_contains($quads::TEXT[], quad))
      AND confidence >= $confidence
      AND ($since IS NULL OR date_end >= $since::DATE)
      AND ($until IS NULL OR date_start <= $until::DATE)
      AND ($places IS NULL OR list_contains($places::TEXT[], place_name)
           OR list_contains($place_countries::TEXT[], place_country))
      AND ($actor_keys IS NULL OR event_id IN (
          SELECT event_id FROM any_participants WHERE list_contains($actor_keys::TEXT[], key)))
      AND ($pair_keys IS NULL OR event_id IN (SELECT event_id FROM pair_tied))
      AND ($upcoming IS NULL OR (date_start > $upcoming::DATE AND event_id IN (
          SELECT event_id FROM mentions WHERE modality = 'planned')))
      AND (NOT $unresolved OR (modality = 'planned' AND outcome = 'no report yet'
           AND coalesce(date_end <= (SELECT max(published_end) FROM articles), true)))
)"""


def parameters(dataset: Relations, criteria: Criteria) -> dict[str, Any]:
    """The parameters of CHOSEN.

    Raises:
        UsageError: an actor, type, quad class, place or day is none; a confidence is out of range.
    """
    actors, places = criteria.get("actors"), criteria.get("places")
    names, countries = resolve_places(dataset, places or ())
    pair = criteria.get("dyad")
    pair_units, pair_keys = _sides(dataset, *pair) if pair else (None, None)
    types = [name.upper() for name in criteria.get("types") or ()]
    confidence = criteria.get("confidence", 0.0)
    if not 0 <= confidence <= 1:
        raise UsageError(f"a confidence lies between 0 and 1, {confidence} does not")
    return {
        "types": _known(types, dataset.ontology().types, "type"),
        "quads": _known([q.lower() for q in criteria.get("quads") or ()], get_args(Quad), "class"),
        "confidence": confidence,
        "since": as_day(criteria.get("since")),
        "until": as_day(criteria.get("until")),
        "places": names if places else None,
        "place_countries": countries,
        "actor_keys": resolve_actors(dataset, actors) if actors else None,
        "whole_countries": criteria.get("whole_countries", False),
        "pair_units": pair_units,
        "pair_keys": pair_keys,
        "upcoming": as_day(criteria.get("upcoming")),
        "unresolved": criteria.get("unresolved", False),
    }


def named_units(
    dataset: Relations, named: Iterable[tuple[str, str]]
) -> tuple[list[str], list[str]]:
    """The keys of named units, as two lists of one length: whose key, and the key.

    Args:
        named: units, and the actor that each is.
    """
    pairs = [(unit, key) for unit, name in named for key in sorted(resolve_actor(dataset, name))]
    return [unit for unit, _ in pairs], [key for _, key in pairs]


def _sides(dataset: Relations, a: str, b: str) -> tuple[list[str], list[str]]:
    pair_units, pair_keys = named_units(dataset, [("a", a), ("b", b)])
    if len(set(pair_keys)) < len(pair_keys):
        raise UsageError(f"a dyad has two actors: {a!r} and {b!r} are the same")
    return pair_units, pair_keys


def as_day(value: date | str | None) -> date | None:
    """The day; UsageError where the text is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise UsageError(f"{value!r} is no date: write it as 2024-03-07") from error


def _known(wanted: list[str], known: Iterable[str], noun: str) -> list[str] | None:
    known = list(known)
    for name in wanted:
        if name not in known:
            raise UsageError(f"no event {noun} {name!r}: there are {', '.join(known)}")
    return wanted or None
