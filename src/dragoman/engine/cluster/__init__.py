"""The same pipeline on the workers of a Dask cluster, from shards of the inputs to Parquet tables.

Each stage is a list of tasks, and each task reads files of the stages before it and writes its own
under `_work` in the folder of the tables. A task whose result lies there is not done again: a
worker that dies costs what it was doing, and the same command goes on where a run was ended.
"""

from dragoman.engine.cluster.running import DATASET, run
from dragoman.engine.cluster.storage import Folder

__all__ = ["DATASET", "Folder", "run"]
