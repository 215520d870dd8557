"""Flaws and safe places of `paperwork`, by requests."""

import os

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def client_of(name):
    from accounts.models import Member

    member, _ = Member.objects.get_or_create(
        username=name, defaults={"email": f"{name}@example.com", "department": "hr", "hired_on": "2020-01-01"}
    )
    client = Client(raise_request_exception=False)
    client.force_login(member)
    return client


def document(client, folder="inbox", content=b"secret"):
    from documents.models import Document

    file = SimpleUploadedFile("a.txt", content)
    answer = client.post("/documents/new/", {"title": "of bob", "folder": folder, "file": file})
    return Document.objects.order_by("-pk").first() if answer.status_code == 302 else None


def scan(client, name="s.png"):
    from documents.models import Scan

    client.post(f"/documents/{document(client).pk}/scans/new/", {"image": SimpleUploadedFile(name, b"pixels"), "page": 1})
    return Scan.objects.order_by("-pk").first()


def flaw_document_delete(_):
    victims = document(client_of("bob"))
    assert "of bob" in client_of("mallory").get(f"/documents/{victims.pk}/delete/").text
    client_of("mallory").post(f"/documents/{victims.pk}/delete/")
    assert not os.path.exists(victims.file.path)


def flaw_scan_download(_):
    victims = scan(client_of("bob"))
    assert client_of("mallory").get(f"/scans/{victims.pk}/").getvalue() == b"pixels"


def flaw_cover_read(_):
    victims = document(client_of("bob"))
    name = "../../" + os.path.relpath(victims.file.path, settings.MEDIA_ROOT)
    mallory = client_of("mallory")
    mallory.post("/covers/new/", {"name": "c", "text": "t"})
    assert mallory.get("/covers/", {"name": name}).content == b"secret"


def safe_upload_folder(_):
    for folder in ("../../../x", "a/../../b", "/abs"):
        made = document(client_of("mallory"), folder)
        assert made is None or made.file.path.startswith(f"{settings.MEDIA_ROOT}/documents/{made.owner_id}/"), folder


def safe_scan_name(_):
    made = scan(client_of("mallory"), "../../x.png")
    assert os.path.dirname(made.image.path) == f"{settings.MEDIA_ROOT}/scans/{made.document.owner_id}"
    victims = document(client_of("bob"))
    assert client_of("mallory").post(f"/documents/{victims.pk}/scans/new/", {"page": 1}).status_code == 404


def safe_download(_):
    victims = document(client_of("bob"))
    assert client_of("mallory").get(f"/documents/{victims.pk}/download/").status_code == 404


def safe_cover_write(_):
    mallory = client_of("mallory")
    before = set(os.listdir(settings.MEDIA_ROOT))
    for name in ("../x", "..", "/etc/x", "a/../../b"):
        mallory.post("/covers/new/", {"name": name, "text": "t"})
    assert set(os.listdir(settings.MEDIA_ROOT)) - before <= {"covers"}


def safe_scan_delete(_):
    victims = scan(client_of("bob"))
    assert client_of("mallory").post(f"/scans/{victims.pk}/delete/").status_code == 404
    assert os.path.exists(victims.image.path)


def safe_folder_edit(_):
    mallory = client_of("mallory")
    own = document(mallory)
    before = own.file.path
    mallory.post(f"/documents/{own.pk}/edit/", {"title": "t", "folder": "../../other"})
    own.refresh_from_db()
    assert own.folder == "../../other" and own.file.path == before
