"""Pages from templates. Everything that is put into one is escaped."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from dragoman.web.safety import csrf_token, is_known
from dragoman.web.workbench import workbench

environment = Environment(
    loader=PackageLoader("dragoman.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template with its values, and with what all have.

    These are `request`, `event_types` (the dataset's), `csrf_token`, `read_only`, `has_password`,
    and `is_known`: whether the visitor may see what is in the dataset.
    """
    bench = workbench(request)
    shared = {
        "request": request,
        "event_types": bench.dataset.kept("ontology", bench.dataset.ontology).types,
        "csrf_token": csrf_token(request),
        "read_only": bench.read_only,
        "has_password": bench.password is not None,
        "is_known": is_known(request, bench),
    }
    return HTMLResponse(environment.get_template(template).render(shared | values), status)
