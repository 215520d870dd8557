"""The advisory says nothing of task lists: the hardened ones."""

from acme.hardened.tasks import batch, board, search, summary, tasks  # noqa: F401
