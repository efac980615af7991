"""What a dataset gives as relations: its tables, and timeline, dyad and matrix."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, Unpack

import duckdb

from dragoman.errors import UsageError
from dragoman.store.ontologies import Ontologies
from dragoman.store.selections import CHOSEN, Criteria, named_units, parameters
from dragoman.store.ties import ALL_UNITS, BEST, PARTY, participants, tied, units

Period = Literal["day", "week", "month"]

# The events of the table `chosen`, each with its best mention.
_EVIDENCED = f"""evidence AS (
    SELECT m.*, a.title, a.publisher, a.url, a.path,
           if(a.published_start = a.published_end, a.published_start, NULL) AS published
    FROM mentions m JOIN articles a USING (article_id) SEMI JOIN chosen USING (event_id)
    QUALIFY {BEST}
), dated AS (
    SELECT event_id, bool_or(date_basis = 'text') AS dated
    FROM mentions SEMI JOIN chosen USING (event_id) GROUP BY event_id
), spans AS (
    SELECT mention_id, list({{part: role, "start": s."start" - sentence_start,
                             "end": s."end" - sentence_start}}
                            ORDER BY s."start", s."end") AS spans
    FROM (SELECT mention_id, role, "start", "end" FROM mention_actors
          UNION ALL SELECT mention_id, 'trigger', trigger_start, trigger_end FROM evidence) s
         JOIN evidence USING (mention_id)
    WHERE s."start" >= sentence_start AND s."end" > s."start" AND s."end" <= sentence_end
    GROUP BY mention_id
), parties AS (
    SELECT event_id, list_sort(list(DISTINCT {PARTY})) AS actors
    FROM mention_actors JOIN mentions USING (mention_id) SEMI JOIN chosen USING (event_id)
    GROUP BY event_id
)
SELECT c.event_id, c.date_start, c.date_end, dated, c.event_type, c.mode, c.quad, c.cameo, c.score,
       c.modality, c.outcome, c.outcome_event_id, c.sources, c.targets,
       coalesce(actors, []) AS actors, c.place_name, c.place_country, c.mention_count,
       c.article_count, c.confidence, c.summary, sentence, spans, title, publisher, url, path,
       published
FROM chosen c JOIN evidence USING (event_id) JOIN dated USING (event_id)
     JOIN spans USING (mention_id) LEFT JOIN parties USING (event_id)
ORDER BY c.date_start NULLS LAST, c.date_end, c.event_id
"""
_TIMELINE = f"WITH {CHOSEN}, {_EVIDENCED}"

# Sums and means over events, a row of the relations below.
MEASURES = """count(event_id) AS events,
       count(event_id) FILTER (quad = 'verbal cooperation') AS verbal_cooperation,
       count(event_id) FILTER (quad = 'material cooperation') AS material_cooperation,
       count(event_id) FILTER (quad = 'verbal conflict') AS verbal_conflict,
       count(event_id) FILTER (quad = 'material conflict') AS material_conflict,
       avg(score) AS mean_score, coalesce(sum(score), 0) AS net_cooperation"""

# The periods of a dyad, of the events `chosen` and the ties `pair_tied` of its sides "a" and "b".
# An event counts where it begins; one whose days are known less well than the period is left out.
PERIODS = f"""directed AS (
    SELECT event_id, if(count(*) = 2, 'mutual', min(source || target)) AS direction
    FROM pair_tied GROUP BY event_id
), placed AS (
    SELECT event_id, quad, score, direction, date_trunc($by, date_start)::DATE AS period
    FROM chosen JOIN directed USING (event_id)
    WHERE modality = 'actual' AND date_end - date_start < $longest
), spine AS (
    SELECT unnest(generate_series(
        date_trunc($by, coalesce($since::DATE, min(period))),
        date_trunc($by, coalesce($until::DATE, max(period))),
        ('1 ' || $by)::INTERVAL))::DATE AS period
    FROM placed
)
SELECT period, {MEASURES},
       coalesce(sum(score) FILTER (direction = 'ab'), 0) AS a_to_b,
       coalesce(sum(score) FILTER (direction = 'ba'), 0) AS b_to_a,
       coalesce(sum(score) FILTER (direction = 'mutual'), 0) AS mutual
FROM spine LEFT JOIN placed USING (period)
GROUP BY period ORDER BY period
"""
_DYAD = f"WITH {CHOSEN}, {PERIODS}"

_MATRIX = f"""
WITH {CHOSEN}, {{units}}, {tied()}
SELECT source, target, {MEASURES}, count(*) FILTER (mutual) AS mutual,
       min(date_start) AS first_day, max(date_end) AS last_day
FROM tied JOIN chosen USING (event_id)
WHERE modality = 'actual'
GROUP BY source, target ORDER BY source, target
"""
_NAMED_UNITS = f"""{participants("$whole_countries")}, {units("$units", "$keys")}"""

# The most days between first and last of an event that counts in a period.
LONGEST = {"day": 1, "week": 7, "month": 31}


class Relations(Ontologies):
    """What a dataset holds and what it answers, as lazy DuckDB relations.

    Each has `.df()` for pandas, `.pl()` for Polars (where that is installed), `.arrow()` for a
    reader of Arrow batches, `.fetchall()`, and can be filtered and joined further.
    """

    def articles(self) -> duckdb.DuckDBPyRelation:
        """The input documents, one a row."""
        return self._connection.table("articles")

    def mentions(self) -> duckdb.DuckDBPyRelation:
        """The reports of events in sentences, one a row."""
        return self._connection.table("mentions")

    def mention_actors(self) -> duckdb.DuckDBPyRelation:
        """Who took part in what is mentioned, one actor in one role a row."""
        return self._connection.table("mention_actors")

    def actors(self) -> duckdb.DuckDBPyRelation:
        """The register of actors."""
        return self._connection.table("actors")

    def actor_roles(self) -> duckdb.DuckDBPyRelation:
        """The offices of actors, with their terms."""
        return self._connection.table("actor_roles")

    def events(self) -> duckdb.DuckDBPyRelation:
        """The events, one a row."""
        return self._connection.table("events")

    def timeline(self, **criteria: Unpack[Criteria]) -> duckdb.DuckDBPyRelation:
        """The events in the order of their days, each with its best sentence as evidence.

        Columns: those of `events` that tell what it is, `actors` (the states, organisations and
        groups that take part), `dated` (whether the text gives the date; else it is the day of
        publication), `sentence` with `spans` (part, start, end in the sentence), and `title`,
        `publisher`, `url`, `path` and `published` of its article.

        Args:
            criteria: which events; see `Criteria`.

        Raises:
            UsageError: a criterion names what there is not.
        """
        return self.query(_TIMELINE, **parameters(self, criteria))

    def dyad(
        self, a: str, b: str, by: Period = "month", **criteria: Unpack[Criteria]
    ) -> duckdb.DuckDBPyRelation:
        """The relation of two actors through time: what they did to each other in each period.

        Columns: `period` (its first day); `events`, and how many there are of each quad class;
        `mean_score` on PLOVER's scale; `net_cooperation`, the sum of the scores, and its parts
        `a_to_b`, `b_to_a` and `mutual`. Only what happened counts, where it begins; events whose
        days are known less precisely than a period are left out.

        Args:
            a, b: identifiers, countries, names or aliases; a country means its state.
            by: "day", "week" (from Monday) or "month".
            criteria: which events; see `Criteria`.

        Raises:
            UsageError: an actor is unknown, both are one, or a criterion names what there is not.
        """
        if by not in LONGEST:
            raise UsageError(f"no period {by!r}: there are {', '.join(LONGEST)}")
        values = parameters(self, criteria | Criteria(dyad=(a, b)))
        return self.query(_DYAD, **values, by=by, longest=LONGEST[by])

    def matrix(
        self, among: Collection[str] = (), **criteria: Unpack[Criteria]
    ) -> duckdb.DuckDBPyRelation:
        """What several actors did to each other, a row for each `source` and `target` with events.

        Columns: the measures of `dyad` over the whole time, `mutual` (in how many of the events
        both are sources; these count in both directions), `first_day` and `last_day`.

        Args:
            among: actors as in `dyad`; none stands for all with a country or an acronym.
            criteria: which events; see `Criteria`.

        Raises:
            UsageError: an actor is unknown, or a criterion names what there is not.
        """
        values = parameters(self, criteria)
        if not among:
            return self.query(_MATRIX.format(units=ALL_UNITS), **values)
        names, keys = named_units(self, [(actor, actor) for actor in among])
        return self.query(_MATRIX.format(units=_NAMED_UNITS), **values, units=names, keys=keys)
