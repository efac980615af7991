"""Fits the screen: lemmas by which a sentence is seen to hold no event before the model reads it.

    python training/screen.py

Codes newswire stories (none of the parts "dev" and "test") and our own sentences with the model
reading every sentence in which the lexicon finds nothing, and fits a logistic regression from a
sentence's lemmas to whether a mention comes of it. Writes `screen.tsv`: the weights in log odds,
with a bias by which 82 % of the sentences with a mention pass. Needs the extra `train`.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import lil_matrix
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Span

from data import own_tagged

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from events import annotations, newswire  # noqa: E402

from dragoman.coding import Coder, codebook  # noqa: E402
from dragoman.coding.screening import lemmas_of  # noqa: E402
from dragoman.records import Article  # noqa: E402

_FILE = ROOT / "src" / "dragoman" / "coding" / "data" / "screen.tsv"
_STORIES, _LEAST, _PASSING = 700, 4, 0.82
_HEAD = re.compile(r"^(#.*|lemma\tweight)$")


def articles() -> Iterator[Article]:
    """Stories that neither set the weights nor measure, and own sentences."""
    kept_back = {gold["id"] for gold in annotations() if gold["part"] != "train"}
    kept = [article for article in newswire() if article.article_id not in kept_back]
    yield from kept[:: max(1, len(kept) // _STORIES)]
    for number, sentence in enumerate(own_tagged()):
        yield Article(str(number), "", sentence.text)


def sentences() -> list[tuple[frozenset[str], bool]]:
    """The lemmas of each sentence that the model reads, and whether a mention comes of it."""
    seen: list[Span] = []
    codebook.may_hold_event = lambda sentence: seen.append(sentence) or True
    rows = []
    for _, mentions in Coder().code_articles(articles()):
        starts = {mention.trigger_start for mention in mentions}
        rows += [
            (lemmas_of(s), any(s.start_char <= at < s.end_char for at in starts)) for s in seen
        ]
        seen.clear()
    return rows


def main() -> None:
    """Fit and write the file."""
    rows = sentences()
    counts = Counter(lemma for lemmas, _ in rows for lemma in lemmas)
    known = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= _LEAST))}
    features = lil_matrix((len(rows), len(known)))
    for row, (lemmas, _) in enumerate(rows):
        for lemma in lemmas & known.keys():
            features[row, known[lemma]] = 1.0
    truths = np.array([truth for _, truth in rows])
    held = np.arange(len(rows)) % 5 == 0
    model = LogisticRegression(C=0.5, max_iter=2000).fit(features.tocsr()[~held], truths[~held])
    scores = model.decision_function(features.tocsr())
    least = float(np.quantile(scores[truths & held], 1 - _PASSING))
    passing = (scores[held] >= least).mean()
    print(f"{len(rows):,} sentences, {truths.mean():.0%} with a mention, {passing:.0%} pass")
    head = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if _HEAD.match(line)]
    weights = dict(zip(known, model.coef_[0], strict=True))
    lines = [f"*\t{model.intercept_[0] - least:.2f}"]
    lines += [f"{lemma}\t{weight:.2f}" for lemma, weight in weights.items() if abs(weight) >= 0.05]
    _FILE.write_text("\n".join((*head, *lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
