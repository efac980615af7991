"""Coders for worker processes, which do what words in the text tell them: hang, die, swell."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.engine import batches, pipeline
from dragoman.errors import ModelError
from dragoman.records import Article, Mention
from samples import PlainCoder

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts

SECONDS_AN_ARTICLE = float(os.environ.get("SECONDS_AN_ARTICLE", "0.02"))


class HostileCoder(PlainCoder):
    """Codes like the plain one, slowly."""

    def code_articles(
        self, articles: Iterable[Article], dated: DatedTexts | None = None
    ) -> Iterator[tuple[Article, list[Mention]]]:
        for article in articles:
            _obey(article.text)
            time.sleep(SECONDS_AN_ARTICLE)
            yield from super().code_articles([article], dated)


def _obey(text: str) -> None:
    words = text.split()
    if "hang" in words:
        time.sleep(600)
    if "die" in words:
        os.kill(os.getpid(), signal.SIGKILL)
    if "once" in words:
        mark = Path(words[-1])
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if "swell" in words:
        bytearray(64 * 1024**3)
    if "model" in words:
        raise ModelError("no model")


def make(*_: object) -> HostileCoder:
    """In place of `coders.load_coder`."""
    return HostileCoder()


def main() -> None:
    """Code inputs into a dataset, and write a line for each: `hostile.py DB PROCESSES INPUT...`."""
    db, processes, *inputs = sys.argv[1:]
    batches.BATCH_ARTICLES = 4
    pipeline.load_coder = importlib.import_module("hostile").make  # workers know no __main__
    show = partial(print, flush=True)
    dataset, summary = pipeline.run(inputs, db, processes=int(processes), on_progress=show)
    dataset.close()
    sys.exit(int(summary.interrupted))


if __name__ == "__main__":
    main()
