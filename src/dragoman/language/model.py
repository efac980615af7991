"""Finding and loading the spaCy model (`data/models.toml`)."""

from __future__ import annotations

import importlib
import importlib.util
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import NumpyOps, get_current_ops, use_ops

from dragoman.errors import ModelError, UsageError

_LONGEST_SENTENCE = 300  # tokens
_ENDS = frozenset(".!?")
_DATA = Path(__file__).parent / "data" / "models.toml"
_UNUSED = ["senter"]  # the parser finds the sentences
_EMPTY_TOKENIZER = "dragoman.EmptyTokenizer.v1"
# What coding reads in a parsed text, and the component of a pipeline that gives it.
_ANNOTATION = {
    "TAG": "tagger",
    "POS": "attribute_ruler",
    "LEMMA": "lemmatizer",
    "DEP": "parser",
    "ENT_IOB": "ner",
}


@Language.component("dragoman_paragraphs")
def start_sentences_at_paragraphs(doc: Doc) -> Doc:
    """Keep a headline or subhead without a full stop from running into the next sentence.

    What runs on for longer than any sentence, such as a table, is cut: what comes later walks
    along the parse.
    """
    start = 0
    for token in doc[:-1]:
        if token.text in _ENDS:
            start = token.i + 1
        elif (token.is_space and "\n" in token.text) or token.i - start == _LONGEST_SENTENCE:
            start = token.i + 1
            doc[start].is_sent_start = True
    return doc


@registry.tokenizers(_EMPTY_TOKENIZER)  # type: ignore[untyped-decorator]
def _empty_tokenizer() -> Callable[[Language], Tokenizer]:
    """A tokenizer for a model to fill with its own rules; spaCy's begins with those of English."""
    return lambda nlp: Tokenizer(nlp.vocab)


@cache
def model_settings() -> dict[str, Any]:
    """The table of models as it stands in `data/models.toml`, to be read only."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def load_model(package: str | None = None) -> Language:
    """Load the English pipeline once a process.

    Args:
        package: name of an installed spaCy model package; by default the first one installed of
            those in `data/models.toml`, so that an official model of the user's own goes before
            the one that installs with Dragoman.

    Raises:
        ModelError: no such model is installed, or it is not one for English.
    """
    names = [package] if package else cast(list[str], model_settings()["packages"])
    found = next((name for name in names if importlib.util.find_spec(name)), None)
    if found is None:
        raise ModelError(
            f"no spaCy model is installed (looked for {', '.join(names)}); reinstall Dragoman with "
            "its dependencies, or install spaCy's en_core_web_sm"
        )
    return _pipeline(found)


@cache
def _pipeline(package: str) -> Language:
    nlp = _load(package)
    if nlp.lang != "en" or "parser" not in nlp.pipe_names:
        raise ModelError(f"{package} is no English model with a parser; name another one")
    nlp.add_pipe("dragoman_paragraphs", first=True)
    return nlp


def _load(package: str) -> Language:
    """The pipeline as it is, but that NumPy multiplies its matrices.

    thinc's BLIS knows the processors of 2018 and falls back to plain C on others; there, NumPy's
    OpenBLAS is four times as fast.
    """
    module = importlib.import_module(package)
    options: dict[str, Any] = {"exclude": _UNUSED}
    if package in model_settings()["packages"]:  # they have spaCy's tokenizer, others may not
        options["config"] = {"nlp": {"tokenizer": {"@tokenizers": _EMPTY_TOKENIZER}}}
    if type(get_current_ops()) is not NumpyOps:
        return cast(Language, module.load(**options))
    with use_ops("numpy", use_blis=False):
        return cast(Language, module.load(**options))


def check_annotation(doc: Doc) -> None:
    """See that a parsed text has all that coding reads.

    Raises:
        UsageError: it names the components that the pipeline lacks.
    """
    if not len(doc):
        return
    missing = [pipe for attr, pipe in _ANNOTATION.items() if not doc.has_annotation(attr)]
    if missing:
        raise UsageError(
            f"the spaCy pipeline lacks {', '.join(missing)}: coding reads their annotation. Load a "
            "model that has them, such as en_core_web_sm, do not disable them, and let them run "
            "before 'dragoman'"
        )
