"""Articles that visitors send, coded in the background."""

from dragoman.web.uploads.jobs import Arrival, Failure, Upload, Uploads
from dragoman.web.uploads.sent import Pasted

__all__ = ["Arrival", "Failure", "Pasted", "Upload", "Uploads"]
