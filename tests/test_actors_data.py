"""The register's data files hold together."""

from __future__ import annotations

from collections import Counter

import pytest

from dragoman.actors import Register, tables
from dragoman.actors.folding import fold
from dragoman.actors.register import ACTOR_FILES


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


@pytest.mark.parametrize("text", ["Türkiye’s İstanbul", "a\n–b ’ﬁ Ḥ", "ŁØÆŒß"])
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
