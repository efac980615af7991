"""The workbench: a dataset in a browser, to see, doubt and correct."""

from dragoman.web.app import create_app

__all__ = ["create_app"]
