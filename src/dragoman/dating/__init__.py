"""Dating the undated: when an article without a date was published, by what it says."""

from dragoman.dating.inference import Inference, infer
from dragoman.dating.neighbours import DatedTexts
from dragoman.dating.resolving import NARROW, find_times_within

__all__ = ["NARROW", "DatedTexts", "Inference", "find_times_within", "infer"]
