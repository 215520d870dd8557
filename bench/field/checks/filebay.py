"""Flaws and safe places of `filebay`, by requests."""

import io
import os
import tarfile
import zipfile

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

HOMES = settings.FILEBAY_HOMES


def client_of(name):
    from django.contrib.auth.models import User

    user, _ = User.objects.get_or_create(username=name)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def put(client, name="a.txt", content=b"secret", path="/"):
    return client.post("/put", {"path": path, "file": SimpleUploadedFile(name, content)}).json()


def homes():
    return {os.path.join(parent, name) for parent, _, names in os.walk(os.path.dirname(HOMES)) for name in names}


def flaw_rename_name(_):
    put(client_of("bob"))
    mallory = client_of("mallory")
    put(mallory, "r.txt")
    mallory.post("/rename", {"path": "/r.txt", "name": "../bob/planted.txt"})
    assert os.path.exists(f"{HOMES}/bob/planted.txt")


def flaw_move_prefix(_):
    put(client_of("mallory2"))
    mallory = client_of("mallory")
    put(mallory, "m.txt")
    mallory.post("/move", {"from": "/m.txt", "to": "../mallory2/moved.txt"})
    assert os.path.exists(f"{HOMES}/mallory2/moved.txt")
    put(mallory, "m.txt")
    assert mallory.post("/move", {"from": "/m.txt", "to": "../../x"}).status_code == 404


def flaw_zip_slip(_):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../slipped.txt", "x")
    client_of("mallory").post("/unzip", {"archive": SimpleUploadedFile("a.zip", out.getvalue())})
    assert os.path.exists(f"{HOMES}/slipped.txt")


def safe_get_path(_):
    put(client_of("mallory2"), "get.txt")
    mallory = client_of("mallory")
    for path in ("../mallory2/get.txt", "/../mallory2/get.txt", f"{HOMES}/mallory2/get.txt", "....//mallory2/get.txt"):
        assert mallory.get("/get", {"path": path}).status_code in (400, 404)
    os.symlink(f"{HOMES}/mallory2", f"{HOMES}/mallory/link")
    assert mallory.get("/get", {"path": "link/get.txt"}).status_code == 404


def safe_copy_target(_):
    put(client_of("mallory2"))
    mallory = client_of("mallory")
    put(mallory, "c.txt")
    before = homes()
    for to in ("../mallory2/copied.txt", "../../copied.txt"):
        assert mallory.post("/copy", {"from": "/c.txt", "to": to}).status_code == 404
    assert homes() == before


def safe_put_name(_):
    file = SimpleUploadedFile("x", b"x")
    file._name = "../../put.txt"
    client_of("mallory").post("/put", {"path": "/", "file": file})
    assert os.path.exists(f"{HOMES}/mallory/put.txt")


def safe_tar_filter(_):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("l")
        link.type, link.linkname = tarfile.SYMTYPE, "../.."
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("../tar.txt"))
    before = homes()
    assert client_of("mallory").post("/untar", {"archive": SimpleUploadedFile("a.tar", out.getvalue())}).status_code == 400
    assert homes() == before


def safe_zip_folder(_):
    put(client_of("mallory2"), "z.txt")
    mallory = client_of("mallory")
    assert mallory.get("/zip", {"path": "../mallory2"}).status_code == 404
    put(mallory, "own.txt")
    os.symlink(f"{HOMES}/mallory2/z.txt", f"{HOMES}/mallory/zlink")
    assert b"zlink" not in mallory.get("/zip", {"path": "/"}).content


def safe_rm_folder(_):
    put(client_of("mallory2"), "rm.txt")
    mallory = client_of("mallory")
    for path in ("../mallory2", "../mallory2/rm.txt", "/", "..", "."):
        assert mallory.post("/rm", {"path": path}).status_code in (400, 404)
    assert os.path.exists(f"{HOMES}/mallory2/rm.txt")
