"""Markdown articles: front matter to metadata, markup to plain paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dragoman.reading.tables import record_document
from dragoman.records import Document

_FRONT_MATTER = re.compile(r"\A\s*---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_ENTRY = re.compile(r"^([A-Za-z_][\w -]*):\s*(.+?)\s*$", re.MULTILINE)
_BLOCKS = {"code_block", "fence", "html_block"}  # indented paragraphs count as code in Markdown
_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}


def read_markdown(path: str, source: str) -> Document:
    """The Document of a Markdown text; its first top heading is the title, unless one is given."""
    front = _FRONT_MATTER.match(source)
    entries = {key: value.strip("'\"") for key, value in _ENTRY.findall(front[1])} if front else {}
    tokens = MarkdownIt().parse(source[front.end() :] if front else source)
    paragraphs = []
    for opening, token in pairwise([Token("", "", 0), *tokens]):
        if token.type == "inline":
            text = "".join(map(_plain, token.children or []))
            if opening.tag == "h1" and "title" not in entries:
                entries["title"] = text
            else:
                paragraphs.append(text)
        elif token.type in _BLOCKS:
            paragraphs.append(token.content)
    return record_document(path, entries | {"text": "\n\n".join(paragraphs)})


def _plain(token: Token) -> str:
    if token.type in ("text", "code_inline", "html_inline"):
        return token.content
    return _BREAKS.get(token.type, "")
