"""Raw text to the text that is coded: repaired, without boilerplate, in paragraphs.

The result is final: cleaning it again changes nothing, and all offsets count in it.
"""

from __future__ import annotations

from dragoman.reading.boilerplate import without_boilerplate
from dragoman.reading.heads import Findings, without_headline, without_markers
from dragoman.reading.paragraphs import paragraphs, rejoined
from dragoman.reading.repair import repair

_PASSES = 12  # removing one thing lays bare another; far fewer are ever needed


def clean_text(raw: str, title: str | None = None) -> tuple[str, Findings]:
    """The article's text, paragraphs parted by a blank line, and what its head tells.

    `title` is the headline where it is known, so that it is recognised in the text.
    """
    findings = Findings()
    text = raw
    for _ in range(_PASSES):
        parts = without_markers(paragraphs(repair(text)), findings)
        parts = without_markers(rejoined(without_boilerplate(parts)), findings)
        cleaned = "\n\n".join(without_headline(parts, findings, title))
        if cleaned == text:
            break
        text = cleaned
    return text, findings
