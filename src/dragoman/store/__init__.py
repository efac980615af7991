"""The dataset: one DuckDB file with the tables of the data contract."""

from dragoman.store.dataset import Dataset
from dragoman.store.selections import Criteria

__all__ = ["Criteria", "Dataset"]
