"""Settings of the advisory twin."""

from acme.settings import *  # noqa: F403

ACME_TWIN = "acme.advisory"
