"""Drops what is not the article: advertising, links, legal lines, captions, shortcodes, menus."""

from __future__ import annotations

import re
from functools import cache

from dragoman.reading import patterns
from dragoman.reading.paragraphs import ends_sentence

_LONGEST_LINE = 700  # characters; what is longer is no boilerplate line
_LONGEST_CAPTION = 80  # words
_MENU = 4  # so many short lines in a row are a menu
_SHORT = 3  # words


def without_boilerplate(paragraphs: list[str]) -> list[str]:
    """The paragraphs of the article alone, by `data/boilerplate.tsv` and `data/credits.tsv`."""
    kept = []
    for paragraph in paragraphs:
        shortened = " ".join(_form("inline").sub(" ", paragraph).split())
        shortened = _without_caption(_form("tail").sub("", shortened))
        if shortened and not _is_boilerplate(shortened):
            kept.append(shortened)
    return _without_repetitions(_without_menus(_without_link_lists(kept)))


@cache
def _form(where: str) -> re.Pattern[str]:
    around = r"(?<=[.!?…”\"’)\]])\s+(?:{})\s*$" if where == "tail" else "{}"
    return patterns.joined("boilerplate.tsv", where, re.IGNORECASE, around)


@cache
def _credit() -> re.Pattern[str]:
    return patterns.joined("credits.tsv")


def _is_boilerplate(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_LINE and bool(_form("line").fullmatch(paragraph))


def _without_caption(paragraph: str) -> str:
    """Drop up to the last credit; of a paragraph too long to be a caption, only the credit."""
    while match := _credit().search(paragraph):
        before = paragraph[: match.start()]
        if len(before.split()) > _LONGEST_CAPTION:
            paragraph = f"{before.rstrip()} {paragraph[match.end() :].lstrip()}".strip()
        else:
            paragraph = paragraph[match.end() :].lstrip(" .,;:)]-–—")
    return paragraph


def _without_link_lists(paragraphs: list[str]) -> list[str]:
    """Drop headings such as "Related stories", below the text with the headlines that follow."""
    kept: list[str] = []
    in_list = below_text = False
    for paragraph in paragraphs:
        if _form("heading").fullmatch(paragraph):
            in_list = below_text
        elif in_list and not ends_sentence(paragraph) and len(paragraph.split()) <= 25:
            continue
        else:
            in_list = False
            below_text = below_text or ends_sentence(paragraph)
            kept.append(paragraph)
    return kept


def _without_menus(paragraphs: list[str]) -> list[str]:
    kept: list[str] = []
    run: list[str] = []
    for paragraph in [*paragraphs, ""]:
        if paragraph and len(paragraph.split()) <= _SHORT and not ends_sentence(paragraph):
            run.append(paragraph)
            continue
        if len(run) < _MENU:
            kept += run
        run = []
        if paragraph:
            kept.append(paragraph)
    return kept


def _without_repetitions(paragraphs: list[str]) -> list[str]:
    """Pull quotes and teasers repeat a paragraph word for word; the first stays."""
    seen: set[str] = set()
    kept = []
    for paragraph in paragraphs:
        if paragraph not in seen or len(paragraph.split()) < 5:
            kept.append(paragraph)
        seen.add(paragraph)
    return kept
