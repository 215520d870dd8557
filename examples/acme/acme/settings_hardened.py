"""Settings of the hardened twin."""

from acme.settings import *  # noqa: F403

ACME_TWIN = "acme.hardened"
