"""The knowledge files of reading: each pattern finds its own example, each repair its own."""

from __future__ import annotations

import re

import pytest

from dragoman.reading import patterns
from dragoman.reading.datafiles import rows


def _examples(name: str, flags: int = 0) -> list[tuple[str, re.Pattern[str], str]]:
    compiled = patterns.load(name, flags)
    return [
        (where, form, row["example"])
        for (where, form), (_, row) in zip(compiled, rows(name), strict=True)
    ]


@pytest.mark.parametrize(
    ("where", "form", "example"),
    _examples("boilerplate.tsv", re.IGNORECASE),
    ids=lambda v: str(v)[:40],
)
def test_boilerplate_pattern_matches_its_example(
    where: str, form: re.Pattern[str], example: str
) -> None:
    assert form.fullmatch(example)


@pytest.mark.parametrize(
    ("where", "form", "example"), _examples("credits.tsv"), ids=lambda v: str(v)[:40]
)
def test_credit_pattern_finds_its_example(where: str, form: re.Pattern[str], example: str) -> None:
    found = form.search(example)
    assert found
    assert found.end() == len(example)


@pytest.mark.parametrize(
    ("where", "form", "example"), _examples("heads.tsv"), ids=lambda v: str(v)[:40]
)
def test_head_pattern_matches_its_example(where: str, form: re.Pattern[str], example: str) -> None:
    if where in ("line", "signature"):
        assert form.fullmatch(example)
    else:
        found = form.match(example)
        assert found
        assert example[found.end() :] in {"The", "Turkey"}


@pytest.mark.parametrize(
    "row", [row for _, row in rows("repairs.tsv")], ids=lambda row: row["before"]
)
def test_repair_mends_its_example(row: dict[str, str]) -> None:
    mended = re.sub(row["pattern"], row["replacement"], row["before"])
    assert mended.replace("\n", "¶") == row["after"]


def test_a_publisher_has_one_name_per_spelling() -> None:
    spellings = [s for _, row in rows("publishers.tsv") for s in row["spellings"].split("|")]
    assert len(spellings) == len(set(spellings))
