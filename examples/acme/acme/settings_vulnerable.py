"""Settings of the vulnerable twin."""

from acme.settings import *  # noqa: F403

ACME_TWIN = "acme.vulnerable"
