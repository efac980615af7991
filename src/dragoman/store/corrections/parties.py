"""Who is meant by the actors of a correction: country, sector, body and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from dragoman.errors import UsageError
from dragoman.records import Actor, ActorChange, ActorRole, Changes, Mention, Participant, Role
from dragoman.store.corrections.changing import Parties
from dragoman.store.names import resolve_actor
from dragoman.store.relations import Relations

_HOW = "write an id of the register (NATO), a state's code, or that with a sector (TUR MIL)"


def parties(dataset: Relations, mention: Mention, changes: Changes) -> Parties:
    """The participants that a mention's roles are to have, for the roles that change.

    An actor that takes part already keeps what the coder knows of it. Words that are not given are
    those of that actor, else of the one that the new actor takes the place of, else none.

    Raises:
        UsageError: an actor is unknown, or its words lie outside the article.
    """
    wanted: dict[Role, tuple[ActorChange, ...] | None] = {
        "source": changes.sources,
        "target": changes.targets,
    }
    return {
        role: tuple(_placed(dataset, mention, role, actors))
        for role, actors in wanted.items()
        if actors is not None
    }


def code_of(participant: Participant) -> str:
    """How a correction names an actor: "TUR MIL" for who is known by country and sector only."""
    if participant.actor_id == participant.country and participant.sector:
        return f"{participant.country} {participant.sector}"
    return participant.actor_id


def _placed(
    dataset: Relations, mention: Mention, role: Role, actors: Sequence[ActorChange]
) -> Iterable[Participant]:
    held = {code_of(p): p for p in mention.participants}
    replaced = [
        p
        for p in mention.participants
        if p.role == role and code_of(p) not in {actor.actor for actor in actors}
    ]
    for actor in dict.fromkeys(actors):
        known = held.get(actor.actor)
        if known is None:
            known = _known(dataset, actor.actor, mention)
            place = replaced.pop(0) if replaced else None
            start = mention.trigger_start
            words = (place.text, place.start, place.end) if place else ("", start, start)
            known = replace(known, text=words[0], start=words[1], end=words[2])
        if actor.start is not None and actor.end is not None:
            text = _words(dataset, mention, actor.start, actor.end)
            known = replace(known, text=text, start=actor.start, end=actor.end)
        yield replace(known, role=role)


def _words(dataset: Relations, mention: Mention, start: int, end: int) -> str:
    ((text,),) = dataset.query(
        "SELECT text FROM articles WHERE article_id = $id", id=mention.article_id
    ).fetchall()
    if not 0 <= start <= end <= len(text):
        raise UsageError(f"the words {start}-{end} lie outside the article, of {len(text)} letters")
    return str(text[start:end])


def _known(dataset: Relations, name: str, mention: Mention) -> Participant:
    """The actor of a code or name, its words left open."""
    if found := _coded(dataset, name, mention):
        return found
    try:
        keys = resolve_actor(dataset, name)
    except UsageError as error:
        raise UsageError(f"{error}: {_HOW}") from None
    found = _coded(dataset, min(keys), mention) if len(keys) == 1 else None
    if found is None:
        raise UsageError(f"{name!r} may be {', '.join(sorted(keys))}: {_HOW}")
    return found


def _coded(dataset: Relations, code: str, mention: Mention) -> Participant | None:
    """The actor of a code, None where it is none."""
    return (
        _of_country(dataset, code)
        or _of_register(dataset, code, mention)
        or _of_dataset(dataset, code)
    )


def _of_country(dataset: Relations, code: str) -> Participant | None:
    """ "TUR MIL": some of a state, known by their sector."""
    from dragoman.actors.tables import read_sectors

    state, _, sector = code.partition(" ")
    if not sector or sector not in read_sectors():
        return None
    rows = dataset.query(
        "SELECT country FROM actors WHERE actor_id = $state AND kind = 'state'", state=state
    ).fetchall()
    return _participant(state, rows[0][0], sector) if rows else None


def _of_register(dataset: Relations, code: str, mention: Mention) -> Participant | None:
    """An actor of the register; a person in the office held on the day of the event."""
    columns = "actor_id, name, kind, country, sector, aliases"
    rows = dataset.query(f"SELECT {columns} FROM actors WHERE actor_id = $id", id=code).fetchall()
    if not rows:
        return None
    actor = Actor(*rows[0])
    if actor.kind != "person":
        return _participant(actor.actor_id, actor.country, actor.sector)
    from dragoman.actors.people import People

    columns = 'actor_id, role, country, sector, "start", "end", organization'
    terms = dataset.query(f"SELECT {columns} FROM actor_roles WHERE actor_id = $id", id=code)
    people = People({code: actor}, [ActorRole(*row) for row in terms.fetchall()])
    standing = people.standing(code, _day(dataset, mention))
    return _participant(code, standing.country, standing.sector, standing.organization)


def _day(dataset: Relations, mention: Mention) -> date | None:
    if mention.date_start:
        return mention.date_start
    ((published,),) = dataset.query(
        "SELECT published_start FROM articles WHERE article_id = $id", id=mention.article_id
    ).fetchall()
    return published  # type: ignore[no-any-return]


def _of_dataset(dataset: Relations, code: str) -> Participant | None:
    """An actor that takes part in something, with its commonest country and sector."""
    rows = dataset.query(
        "SELECT actor_id, country, sector, organization FROM mention_actors WHERE actor_id = $id"
        " GROUP BY ALL ORDER BY count(*) DESC, 2, 3, 4 LIMIT 1",
        id=code,
    ).fetchall()
    return _participant(*rows[0]) if rows else None


def _participant(
    actor_id: str, country: str | None, sector: str | None, organization: str | None = None
) -> Participant:
    return Participant("source", actor_id, "", 0, 0, country, sector, organization)
