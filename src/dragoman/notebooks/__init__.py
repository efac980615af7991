"""How records, datasets, timelines and coded texts look in a notebook."""

from dragoman.notebooks.cards import dataset_card, event_card, mention_card
from dragoman.notebooks.frame import Html
from dragoman.notebooks.reading import render
from dragoman.notebooks.timeline import show_timelines

__all__ = ["Html", "dataset_card", "event_card", "mention_card", "render", "show_timelines"]
