"""The advisory says nothing of originals beyond R3: the hardened ones."""

from acme.hardened.originals import read, store  # noqa: F401
