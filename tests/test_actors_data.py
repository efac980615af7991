"""The register's data files hold together."""

from __future__ import annotations

from collections import Counter

import pytest

from dragoman.actors import Register, tables
from dragoman.actors.folding import fold
from dragoman.actors.register import ACTOR_FILES
from dragoman.language import load_model


@pytest.fixture(scope="module")
def countries() -> set[str]:
    return {state.actor_id for state in tables.read_states()}


@pytest.fixture(scope="module")
def organizations() -> set[str]:
    return {
        actor_id for actor_id, actor in Register.load().actors.items() if actor.kind != "person"
    }


@pytest.mark.parametrize("file", ACTOR_FILES)
def test_every_line_is_well_formed(file: str, countries: set[str], organizations: set[str]) -> None:
    sectors = tables.read_sectors()
    lines = tables.read_actors(tables.DATA / file, countries, sectors, organizations)
    assert lines
    first_names: dict[str, str] = {}
    for line in lines:
        assert first_names.setdefault(line.actor_id, line.name) == line.name, line.actor_id
        assert len(line.name) > 1
        assert "  " not in line.name
    if file in {"organisations.csv", "groups.csv"}:
        assert max(Counter(line.actor_id for line in lines).values()) == 1


def test_an_id_names_one_kind_of_actor(countries: set[str], organizations: set[str]) -> None:
    sectors = tables.read_sectors()
    kinds: dict[str, str] = dict.fromkeys(countries, "state")
    for file in ACTOR_FILES:
        for line in tables.read_actors(tables.DATA / file, countries, sectors, organizations):
            assert kinds.setdefault(line.actor_id, line.kind) == line.kind, line.actor_id


def test_no_name_of_an_organisation_is_an_everyday_word(countries: set[str]) -> None:
    everyday = {"the", "and", "may", "will", "us", "it", "who", "general", "force", "police"}
    sectors = tables.read_sectors()
    for file in ("organisations.csv", "groups.csv"):
        for line in tables.read_actors(tables.DATA / file, countries, sectors):
            for name in (line.name, *line.aliases):
                assert name not in everyday
                assert name.upper() == name or len(name) > 2


def test_agents_and_bodies_are_well_formed(countries: set[str]) -> None:
    sectors = tables.read_sectors()
    # A capital must be met in the text: "US Representative" but not "US representative".
    assert all(agent.noun == agent.noun.lower() or agent.country
               for agent in tables.read_agents(sectors))  # fmt: skip
    assert tables.read_bodies(Register.load().actors, sectors)


def test_exceptions_point_at_known_actors() -> None:
    actors = Register.load().actors
    assert all(actor_id is None or actor_id in actors for _, actor_id in tables.read_exceptions())


def test_officials_of_organisations_name_theirs() -> None:
    roles = Register.load().roles
    assert all(role.organization for role in roles if role.sector == "IGO")


def test_the_register_names_enough_actors() -> None:
    kinds = Counter(actor.kind for actor in Register.load().actors.values())
    assert kinds["state"] >= 200
    assert kinds["armed group"] + kinds["party"] + kinds["ngo"] >= 300
    assert kinds["person"] >= 6000
    assert kinds["igo"] >= 60


def test_the_register_has_enough_names_that_are_no_places() -> None:
    actors = Register.load().actors.values()
    names = {n for a in actors if a.kind != "state" for n in (a.name, *a.aliases)}
    assert len(names) >= 6000
    assert len(tables.read_agents(tables.read_sectors())) >= 1000
    assert len(tables.read_bodies(Register.load().actors, tables.read_sectors())) >= 170


def years_of(words: tuple[str, ...]) -> dict[str, set[int]]:
    """By country the years since 1990 for which the register knows a holder of such an office."""
    years: dict[str, set[int]] = {}
    for role in Register.load().roles:
        if role.country and role.role.endswith(words):
            first = max(1990, role.start.year) if role.start else 1990
            last = min(2026, role.end.year) if role.end else 2026
            years.setdefault(role.country, set()).update(range(first, last + 1))
    return years


def test_foreign_ministers_of_the_states_most_in_the_news_are_known() -> None:
    known = years_of(("foreign minister", "foreign secretary", "secretary of state"))
    assert sum(len(years) >= 30 for years in known.values()) >= 50
    assert sum(len(years) >= 36 for years in known.values()) >= 30


def test_defence_ministers_of_the_states_most_in_the_news_are_known() -> None:
    known = years_of(("defence minister", "defence secretary", "secretary of defense"))
    assert len(known) >= 50
    assert sum(len(years) >= 24 for years in known.values()) >= 40


def test_heads_of_state_and_government_are_known() -> None:
    heads = ("leader", "president", "prime minister", "premier", "chancellor", "king", "emir")
    known = years_of(heads)
    assert len(known) >= 190
    assert sum(len(years) >= 25 for years in known.values()) >= 160


@pytest.mark.parametrize(
    ("name", "actor_id", "country", "sector"),
    [
        # Historic states.
        ("the Soviet Union", "SUN", "SUN", None),
        ("East Germany", "DDR", "DDR", None),
        ("Czechoslovakia", "CSK", "CSK", None),
        ("Yugoslavia", "YUG", "YUG", None),
        ("Serbia and Montenegro", "SCG", "SCG", None),
        ("Zaire", "ZAR", "ZAR", None),
        ("South Yemen", "YMD", "YMD", None),
        # Seats of power.
        ("the Porte", "TUR", "TUR", "GOV"),
        ("Foggy Bottom", "USA", "USA", "GOV"),
        ("the Elysée", "FRA", "FRA", "GOV"),
        ("the Kremlin", "RUS", "RUS", "GOV"),
        ("Whitehall", "GBR", "GBR", "GOV"),
        ("Zhongnanhai", "CHN", "CHN", "GOV"),
        ("the Blue House", "KOR", "KOR", "GOV"),
        ("Casa Rosada", "ARG", "ARG", "GOV"),
        ("the Knesset", "ISR", "ISR", "LEG"),
        ("the Pentagon", "USA", "USA", "MIL"),
        ("Mossad", "ISR", "ISR", "SPY"),
        ("the Bundeswehr", "DEU", "DEU", "MIL"),
        # Organisations of states.
        *((name, name, None, "IGO") for name in ("UN", "NATO", "EU", "AU", "ASEAN", "OSCE", "IMF")),
        *((name, name, None, "IGO") for name in ("IAEA", "OPEC", "OAS", "ECOWAS", "WHO", "WTO")),
        # Groups, by acronym and spelling.
        ("YPG", "YPG", "SYR", "REB"),
        ("PYD", "PYD", "SYR", "REB"),
        ("PKK", "PKK", "TUR", "REB"),
        ("SDF", "SDF", "SYR", "REB"),
        ("the Free Syrian Army", "FSA", "SYR", "REB"),
        ("Daesh", "ISIS", None, "REB"),
        ("the Taliban", "TALIBAN", "AFG", "REB"),
        ("FARC", "FARC", "COL", "REB"),
        ("Hezbollah", "HEZBOLLAH", "LBN", "REB"),
        ("Wagner Group", "WAGNER", "RUS", "REB"),
        ("Amnesty International", "AMNESTY", None, "NGO"),
    ],
)
def test_the_register_knows(
    name: str, actor_id: str, country: str | None, sector: str | None
) -> None:
    (found,) = Register.load().link(load_model()(f"A diplomat thanked {name}."))[-1:]
    assert (found.actor_id, found.country, found.sector) == (actor_id, country, sector)


@pytest.mark.parametrize(
    ("noun", "sector"),
    [("soldiers", "MIL"), ("police", "COP"), ("lawmakers", "LEG"), ("protesters", "OPP"),
     ("technicians", "EDU"), ("judges", "JUD"), ("rebels", "REB"), ("journalists", "MED")],
)  # fmt: skip
def test_agents_have_their_sector(noun: str, sector: str) -> None:
    (found,) = Register.load().link(load_model()(f"Kenyan {noun} left."))
    assert (found.country, found.sector) == ("KEN", sector)


@pytest.mark.parametrize("text", ["Türkiye’s İstanbul", "a\n–b ’ﬁ Ḥ", "ŁØÆŒß"])
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
