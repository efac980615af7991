"""The public face: what `dragoman.__all__` names is there, and nothing heavy comes with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import dragoman
from dragoman import errors, records

PROMISED = ["Coder", "Dataset", "clean", "code", "find_times", "errors", "records", "__version__"]


def test_all_names_exist_and_are_sorted():
    assert dragoman.__all__ == sorted(dragoman.__all__)
    for name in dragoman.__all__:
        assert getattr(dragoman, name) is not None
    assert set(PROMISED) <= set(dragoman.__all__)
    assert dir(dragoman) == dragoman.__all__


def test_the_names_are_those_of_the_modules_they_come_from():
    assert dragoman.Mention is records.Mention
    assert dragoman.DragomanError is errors.DragomanError
    assert dragoman.errors is errors


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = dragoman.nonsense


def test_importing_the_package_loads_no_libraries():
    script = (
        "import sys, dragoman; dragoman.Mention;"
        "assert not {'spacy', 'duckdb', 'pandas', 'typer'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_from_import_star_and_from_import_work():
    script = "from dragoman import *; from dragoman import Coder, find_times; Dataset, clean, code"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_every_error_has_one_base():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(kinds) > 4
    assert all(issubclass(kind, errors.DragomanError) for kind in kinds)


def test_the_python_interface_of_the_data_contract():
    coder = dragoman.Coder()
    text = "On Thursday, Turkey rejected US calls to end the operation."
    mention = coder.code_text(text, published="2024-03-08")[0]
    assert isinstance(mention, dragoman.Mention)
    assert text[mention.trigger_start : mention.trigger_end] == mention.trigger_text
    (time,) = dragoman.find_times(text, published="2024-03-08")
    assert (time.text, time.value, time.type) == ("Thursday", "2024-03-07", "DATE")
    assert dragoman.clean(text).text == text
