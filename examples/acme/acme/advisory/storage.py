"""The advisory does not speak of Storages: the hardened twin's."""

from acme.hardened.storage import TenantStorage  # noqa: F401
