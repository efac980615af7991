"""Fuzzes reading, cleaning, times or coding for as long as it is let, guided by coverage.

    pip install atheris
    python scripts/fuzz.py reading -max_total_time=3600

`reading` reads bytes as a file of any kind, `cleaning` cleans text and HTML, `times` and `coding`
take words and odd characters in any order. The options are libFuzzer's; a folder after the target
keeps the inputs that reach new code. A fault is an exception, a word that does not stand where it
is said to, or an input that takes more processor time than its length explains. Each is written to
`fuzz-faults/` and told of once, and the search goes on.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import sys
import time
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dragoman"]):
    from dragoman.coding import Coder
    from dragoman.reading import clean, read_documents, to_article
    from dragoman.times import find_times

FAULTS = Path("fuzz-faults")
SECONDS, SECONDS_A_THOUSAND = 5.0, 2.0
ENGLISH = (
    "Turkey Russia's president Vladimir Putin met attacked said that not will would may Friday in"
    " of and or to the two sides their he they who which 2024 May March 7 UN U.S. NATO rebels"
    " police troops killed ministers agreed talks on sanctions against Syria Kenya's protesters"
    " threatened last next week month yesterday 1990s century ago since until between from by with"
)
WORDS = [
    *ENGLISH.split(),
    *",.;:!?“”‘’\"'()[]-—…•🎉\u202e\u200f\u200b\u0301\x00\x1b\x85\ufeff\ufffd\ud800\u2028",
    *("\n", "\n\n", "\t", "  ", "<p>", "</p>", "<div>", "&nbsp;", "&#0;", "<!--", "]]>", "<table>"),
    *("By JOHN SMITH", "WASHINGTON (AP) - ", "ANKARA, April 11 (Wire) — ", "Read more", "http://"),
]


@cache
def coder() -> Coder:
    """The coder, loaded once."""
    return Coder()


def words(data: bytes) -> str:
    """A text: bytes stand for words, the highest for any character by the two that follow."""
    parts, rest = [], iter(data)
    for byte in rest:
        if byte < 250:
            parts.append(WORDS[byte % len(WORDS)])
        else:
            code = next(rest, 0) << 8 | next(rest, 0)
            parts.append(chr(code))
    return ("" if len(data) % 7 == 0 else " ").join(parts)


def reading(data: bytes) -> None:
    """A file of any kind, gzipped where the first byte is odd."""
    raw = gzip.compress(data[1:]) if data[:1] and data[0] % 2 else data[1:]
    for document in itertools.islice(read_documents(["-"], stdin=io.BytesIO(raw)), 50):
        to_article(document).text.encode()


def cleaning(data: bytes) -> None:
    """A text that is as clean when it is cleaned again."""
    text = data.decode("utf-8", "replace") if data[:1] == b"<" else words(data)
    clean(text).text.encode()


def times(data: bytes) -> None:
    """Time expressions that stand where they are said to."""
    text = words(data)
    for found in find_times(text, published="2024-03-08"):
        assert text[found.start : found.end] == found.text, found
        assert not found.date_start or not found.date_end or found.date_start <= found.date_end


def coding(data: bytes) -> None:
    """Mentions whose words stand where they are said to."""
    text = words(data)
    sound = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    for found in coder().code_text(text, published="2024-03-08"):
        assert sound[found.sentence_start : found.sentence_end] == found.sentence, found
        assert sound[found.trigger_start : found.trigger_end] == found.trigger_text, found
        for actor in found.participants:
            assert sound[actor.start : actor.end] == actor.text, (found, actor)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (reading, cleaning, times, coding)
}


def watched(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, whose faults are written down and do not end the search."""
    seen: set[str] = set()

    def try_one(data: bytes) -> None:
        began = time.process_time()
        try:
            target(data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)[-3:]
            where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
            report(data, f"{type(error).__name__} in {where}: {str(error)[:300]}", where, seen)
        taken = time.process_time() - began
        if taken > SECONDS + len(data) / 1_000 * SECONDS_A_THOUSAND:
            report(data, f"took {taken:.1f} s for {len(data)} bytes", f"slow {int(taken)}", seen)

    return try_one


def report(data: bytes, what: str, kind: str, seen: set[str]) -> None:
    """Write a fault down, where it is the first of its kind."""
    if kind in seen:
        return
    seen.add(kind)
    FAULTS.mkdir(exist_ok=True)
    path = FAULTS / hashlib.sha256(data).hexdigest()[:12]
    path.write_bytes(data)
    print(f"FAULT {path}: {what}", flush=True)


def main() -> None:
    """Fuzz one target; or, with a file after it, run that input alone."""
    target = TARGETS[sys.argv.pop(1)]
    if len(sys.argv) == 2 and Path(sys.argv[1]).is_file():
        target(Path(sys.argv[1]).read_bytes())
        return
    if target is coding:
        coder()
    atheris.Setup(sys.argv, watched(target))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
