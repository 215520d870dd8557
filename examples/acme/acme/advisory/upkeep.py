"""The advisory gives no remedy for exports, so there is nothing to be faithful to: the hardened twin's."""

from acme.hardened.upkeep import cleanup, export  # noqa: F401
