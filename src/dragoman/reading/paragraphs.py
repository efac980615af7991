"""Plain text to paragraphs: markup undone, wrapped lines joined, paragraphs that run on split."""

from __future__ import annotations

import re
from itertools import pairwise

_TAGS = (
    "a|abbr|acronym|address|amp-[a-z-]+|article|aside|audio|b|big|blockquote|body|br|button|caption|center|"
    "cite|code|dd|del|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|"
    "header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|noscript|object|ol|option|p|"
    "picture|pre|q|s|script|section|select|small|source|span|strike|strong|style|sub|sup|svg|"
    "table|tbody|td|tfoot|th|thead|time|title|tr|u|ul|video"
)
_BLOCK_TAGS = (
    "article|blockquote|br|div|figcaption|figure|h[1-6]|hr|li|p|pre|section|table|td|tr|ul|ol"
)
_UNSEEN = re.compile(
    r"<!--.*?-->|<!doctype[^>]*>|<\?xml[^>]*>|<(script|style|figcaption|noscript)\b.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BYLINE = re.compile(r"by [A-Z]|https?:|www\.")
_WIDEST = 100
_NARROWEST = 40
_BULLETS = "*•▪■►‣◆○● "
_END = re.compile(r"[.!?…:;][\"”’')\]]*$")
_RUN_ON = re.compile(
    r"(?<=[a-z][a-z0-9)][.!?])([\"”’')\]]*)(?=[\"“‘]?[A-Z](?!(?:om|et|rg|du|ov|s|S|o)\b)[a-z]*[\s'’,-])"
)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line, without markup or empty ones."""
    return [
        part
        for line in _unwrapped(_without_tags(text))
        for part in _split_run_on(" ".join(line.split()).lstrip(_BULLETS))
        if part
    ]


def rejoined(paragraphs: list[str]) -> list[str]:
    """Join a paragraph that breaks off within a sentence with the next, in lower case."""
    joined: list[str] = []
    for paragraph in paragraphs:
        goes_on = paragraph[0].islower() and not _BYLINE.match(paragraph)
        if joined and goes_on and _breaks_off(joined[-1]) and len(paragraph.split()) > 2:
            joined[-1] += f" {paragraph}"
        else:
            joined.append(paragraph)
    return joined


def _breaks_off(paragraph: str) -> bool:
    return not ends_sentence(paragraph) and len(paragraph.split()) > 3


def ends_sentence(paragraph: str) -> bool:
    """Whether the paragraph closes with the end of a sentence, as running text does."""
    return bool(_END.search(paragraph))


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _BLOCK_TAG.sub("\n\n", _UNSEEN.sub(" ", text))
    return _TAG.sub("", text)


def _unwrapped(text: str) -> list[str]:
    """The lines of the text, those of a hard-wrapped one joined again.

    Text is wrapped if its longest lines end within a margin that no article's paragraphs would
    keep to. Then two lines belong together where the first has no room for the second's first
    word: that is how a wrapping editor breaks.
    """
    lines = text.split("\n")
    width = max((len(line.rstrip()) for line in lines), default=0)
    full = [line for line in lines if len(line.rstrip()) >= width - 15]
    finished = sum(ends_sentence(line.rstrip()) for line in full)
    if not _NARROWEST <= width <= _WIDEST or len(full) < 3 or finished > len(full) / 2:
        return lines
    joined = [lines[0]]
    for before, line in pairwise(lines):
        if _continues(before, line, width):
            joined[-1] = _join(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _continues(before: str, line: str, width: int) -> bool:
    words = line.split(maxsplit=1)
    if not before.strip() or not words:
        return False
    indented = len(line) - len(line.lstrip()) > len(before) - len(before.lstrip())
    return not indented and len(before.rstrip()) + 1 + len(words[0]) > width - 2


def _join(before: str, line: str) -> str:
    if re.search(r"[A-Za-z]-$", before.rstrip()):
        return before.rstrip() + line.lstrip()
    return f"{before.rstrip()} {line.lstrip()}"


def _split_run_on(paragraph: str) -> list[str]:
    """Cut where a sentence ends and the next begins without a blank: two paragraphs were glued."""
    parts, start = [], 0
    for match in _RUN_ON.finditer(paragraph):
        cut = match.end()
        if match[1].endswith('"') and paragraph.count('"', start, cut) % 2:
            cut = match.start() + len(match[1].rstrip('"'))
        parts.append(paragraph[start:cut].strip())
        start = cut
    return [*parts, paragraph[start:].strip()]
