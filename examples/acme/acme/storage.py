"""The Storage that keeps the drafts of one tenant: the twin's own."""

from acme.twin import part

TenantStorage = part("storage").TenantStorage
