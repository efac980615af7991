"""Articles that visitors send, coded in the background."""

from dragoman.web.uploads.jobs import Arrival, NotCoded, Upload, Uploads
from dragoman.web.uploads.sent import Pasted

__all__ = ["Arrival", "NotCoded", "Pasted", "Upload", "Uploads"]
