"""Who acts towards whom, as SQL: from the actors of mentions to ties between parties.

A party is what an actor acts for, as in the summaries: a state for its government, forces,
parliament and courts ("TUR"), an organisation for its officials ("UN"), others by themselves
("HAMAS", "TUR CVL").
"""

from __future__ import annotations

from dragoman.merging.summaries import STATE_SECTORS

_STATE = ", ".join(f"'{sector}'" for sector in sorted(STATE_SECTORS))

# As merging.summaries.party_label.
PARTY = f"""CASE
    WHEN sector IN ({_STATE}) OR (actor_id = country AND sector IS NULL)
        THEN coalesce(country, organization, actor_id)
    WHEN actor_id = country THEN country || ' ' || sector
    ELSE coalesce(organization, actor_id) END"""


# Whether sources without a target act towards each other: those who meet, agree, cooperate, fight
# or sign (CAMEO 057) do; those who praise, urge or condemn do so only where the words say it.
RECIPROCAL = r"""(event_type IN ('CONSULT', 'AGREE', 'COOPERATE', 'RETREAT', 'ASSAULT')
    OR cameo = '057' OR regexp_matches(sentence, '\b(each other|one another|mutual)'))"""


# Whether mention `m` of article `a` is the best of its event, as merging chooses the one that it
# summarises.
BEST = """row_number() OVER (
    PARTITION BY event_id ORDER BY m.modality = 'planned', confidence DESC,
    a.published_end NULLS LAST, mention_id) = 1"""


def participants(whole_countries: str, *, prefix: str = "") -> str:
    """A table: for each actor of a mention, all the keys by which it can be meant.

    Args:
        whole_countries: an expression, whether a country means whoever is of it (its rebels,
            companies and citizens), not only the state.
    """
    return f"""{prefix}participants AS (
    SELECT event_id, mention_id, role, unnest(list_distinct([
        {PARTY}, organization, if(actor_id = country, NULL, actor_id),
        country || ' ' || sector, if({whole_countries}, country, NULL)])) AS key
    FROM mention_actors JOIN mentions USING (mention_id)
)"""


def units(names: str, keys: str, *, prefix: str = "") -> str:
    """A table: which of the named units take part in which mention, in which role.

    Args:
        names, keys: parameters with two lists of one length: the units, and a key of each.
    """
    return f"""{prefix}units AS (
    SELECT DISTINCT event_id, mention_id, role, unit
    FROM {prefix}participants JOIN (
        SELECT unnest({names}::TEXT[]) AS unit, unnest({keys}::TEXT[]) AS key) USING (key)
)"""


# A table like `units`, of all parties that have a country or an acronym for a name.
ALL_UNITS = f"""units AS (
    SELECT DISTINCT event_id, mention_id, role,
           if($whole_countries, coalesce(country, organization, actor_id), {PARTY}) AS unit
    FROM mention_actors JOIN mentions USING (mention_id)
    WHERE country IS NOT NULL OR unit = upper(unit)
)"""


def tied(prefix: str = "") -> str:
    """A table: per event and ordered pair of units, that the first acts towards the second.

    In a mutual event, which has no target, each acts towards the others (`mutual`).
    """
    return f"""{prefix}tied AS (
    SELECT event_id, a.unit AS source, b.unit AS target, bool_and(b.role = 'source') AS mutual
    FROM {prefix}units a JOIN {prefix}units b USING (event_id, mention_id)
    WHERE a.unit <> b.unit AND a.role = 'source'
      AND (b.role = 'target' OR mention_id IN (
          SELECT mention_id FROM mentions ANTI JOIN
              (SELECT mention_id FROM mention_actors WHERE role = 'target') USING (mention_id)
          WHERE {RECIPROCAL}))
    GROUP BY event_id, a.unit, b.unit
)"""
