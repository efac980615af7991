"""Reading: files, web pages, datasets and web archives become clean, dated Articles."""

from dragoman.reading.articles import clean, to_article
from dragoman.reading.documents import read_documents, read_stream

__all__ = ["clean", "read_documents", "read_stream", "to_article"]
