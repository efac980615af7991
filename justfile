# The five commands everyone needs. `just` lists them.

[private]
default:
    @just --list

# install into .venv, editable, with the tools for development
setup:
    python3 -m venv .venv
    .venv/bin/pip install -c constraints.txt -e '.[dev]'

# code the bundled articles and print their timeline
demo:
    .venv/bin/dragoman code examples --db demo.duckdb
    .venv/bin/dragoman timeline --db demo.duckdb

# lint, formatting, types
check:
    .venv/bin/ruff check
    .venv/bin/ruff format --check
    .venv/bin/mypy

# run the tests, or some of them: just test tests/test_examples.py
test *args:
    .venv/bin/pytest {{args}}

# all that a change must pass, in an environment of its own
ci:
    .ci/run
