from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.text import slugify


def entry_path(entry: Entry, filename: str) -> str:
    return f"{entry.owner.username}/{slugify(entry.collection) or 'misc'}/{filename}"


def new_token() -> str:
    return secrets.token_urlsafe(18)


class Entry(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    collection = models.CharField(max_length=80, blank=True)
    content = models.FileField(upload_to=entry_path, max_length=400)
    added = models.DateTimeField(auto_now_add=True)

    def as_json(self) -> dict:
        return {"id": self.pk, "name": self.content.name, "collection": self.collection, "size": self.content.size}


class Share(models.Model):
    token = models.CharField(max_length=40, primary_key=True, default=new_token)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    note = models.TextField(blank=True)
