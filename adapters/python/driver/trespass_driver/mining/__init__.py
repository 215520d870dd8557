"""
Notes what a target looks up in a request and what becomes of each value. Installed only for a target whose config is
still to be written, before its project is loaded; the process ends with the exploration, so nothing is taken back.
"""

from .exploration import Exploration
from .notes import Notes

__all__ = ["Exploration", "Notes"]
