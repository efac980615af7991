"""The dataset: one DuckDB file with the tables of the data contract."""

from dragoman.store.dataset import Dataset

__all__ = ["Dataset"]
