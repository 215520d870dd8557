"""Files that no web server serves: they have no URL, only links that this application signs."""
from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.signing import TimestampSigner
from django.utils.deconstruct import deconstructible

links = TimestampSigner(salt="vault.link")


@deconstructible
class VaultStorage(FileSystemStorage):
    def __init__(self) -> None:
        super().__init__(location=settings.VAULT_ROOT, base_url=None)

    def url(self, name: str | None) -> str:
        return f"/raw/?link={links.sign(name or '')}"

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return super().get_available_name(name.lower(), max_length)
