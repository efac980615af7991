"""The workbench as a web application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

import dragoman
from dragoman.web import api, login, pages
from dragoman.web.api import reference
from dragoman.web.problems import add_handlers, problem
from dragoman.web.safety import Guard, protect
from dragoman.web.workbench import LOOPBACK, Workbench


def create_app(
    db: Path,
    *,
    read_only: bool = False,
    password: str | None = None,
    allowed_hosts: Collection[str] = LOOPBACK,
) -> FastAPI:
    """The application that serves a dataset; it closes it when it ends.

    Args and errors: those of `Workbench`.
    """
    bench = Workbench(db, read_only=read_only, password=password, allowed_hosts=allowed_hosts)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        bench.close()

    app = FastAPI(
        title="Dragoman",
        summary="Political event data: who did what to whom, when and where.",
        version=dragoman.__version__,
        docs_url=None,  # both load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        dependencies=[Depends(protect)],
        generate_unique_id_function=lambda route: route.name,
        lifespan=lifespan,
    )
    app.state.workbench = bench
    app.add_middleware(Guard, bench=bench, problem=problem)
    add_handlers(app)
    app.mount("/static", StaticFiles(packages=[("dragoman.web", "static")]), name="static")
    app.include_router(login.router)
    app.include_router(api.router)
    app.include_router(reference.router)
    app.include_router(pages.router)
    return app
