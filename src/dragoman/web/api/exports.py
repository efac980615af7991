"""What is on the screen, as a file for other programs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from dragoman.web.criteria import Asked
from dragoman.web.queries.selection import select
from dragoman.web.workbench import Db

_PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}

router = APIRouter(
    responses={
        "4XX": {"content": _PROBLEM, "description": "What is wrong, and what to do."},
        "5XX": {"content": _PROBLEM, "description": "What went wrong on this side."},
    }
)

TableFormat = Literal["csv", "jsonl", "parquet"]
GraphFormat = Literal["graphml", "gexf"]

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "graphml": "application/xml",
    "gexf": "application/xml",
}
_CONTENTS = {
    "events": "SELECT e.* FROM events e SEMI JOIN chosen USING (event_id)"
    " ORDER BY date_start NULLS LAST, date_end, event_id",
    "mentions": "SELECT m.* FROM mentions m SEMI JOIN chosen USING (event_id)"
    " ORDER BY event_id, mention_id",
    "mention_actors": "SELECT p.* FROM mention_actors p SEMI JOIN (FROM mentions SEMI JOIN chosen"
    " USING (event_id)) USING (mention_id) ORDER BY mention_id, role DESC",
}


def _files(*formats: str) -> dict[int | str, dict[str, Any]]:
    """What an export gives, for the OpenAPI document."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": "The file.", "content": {_MEDIA[f]: binary for f in formats}}}


@router.get(
    "/export/network",
    response_class=FileResponse,
    responses=_files("graphml", "gexf"),
    tags=["export"],
)
def export_network(dataset: Db, asked: Asked, format: GraphFormat = "graphml") -> FileResponse:  # noqa: A002
    """Who did how much to whom in the events asked for, for Gephi, igraph and the like."""
    from dragoman.exporting import write_network  # takes seconds to import

    return _file(f"network.{format}", lambda path: write_network(dataset, path, **asked.criteria()))


@router.get("/export/gold", response_class=FileResponse, responses=_files("csv"), tags=["export"])
def export_corrections(dataset: Db) -> FileResponse:
    """What people have corrected, confirmed and rejected, as gold for `dragoman evaluate`."""
    from dragoman.exporting import export_gold

    return _file("gold.csv", lambda path: export_gold(dataset, path.parent))


@router.get(
    "/export/{table}",
    response_class=FileResponse,
    responses=_files("csv", "jsonl", "parquet"),
    tags=["export"],
)
def export_table(
    dataset: Db,
    asked: Asked,
    table: Literal["events", "mentions", "mention_actors"],
    format: TableFormat = "csv",  # noqa: A002
) -> FileResponse:
    """The events asked for, or their mentions with who takes part; in CSV, lists stand as JSON."""
    from dragoman.exporting import write_table

    chosen = select(dataset, asked.criteria())

    def write(path: Path) -> None:
        chosen.note("exported", _CONTENTS[table])
        write_table(dataset, "exported", path, format)

    return _file(f"{table}.{format}", write)


def _file(name: str, write: Callable[[Path], object]) -> FileResponse:
    """A file that is written, sent, and removed."""
    folder = Path(tempfile.mkdtemp(prefix="dragoman-export-"))
    done = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    try:
        write(folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    media = _MEDIA[name.rpartition(".")[2]]
    return FileResponse(folder / name, filename=name, media_type=media, background=done)
