"""Dating the undated: when an article without a date was published, by what it says."""

from dragoman.dating.inference import Inference, infer

__all__ = ["Inference", "infer"]
