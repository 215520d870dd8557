"""Flaws and safe places of `sharebox`, by requests."""

import io
import json
import os
import zipfile

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def client_of(name):
    client = Client(raise_request_exception=False)
    account = {"username": name, "password": "correct horse"}
    if client.post("/signup/", account).status_code != 201:
        assert client.post("/signin/", account).status_code == 200
    return client


def upload(client, name="a.txt", content=b"secret", collection="c"):
    return client.post("/files/", {"collection": collection, "content": SimpleUploadedFile(name, content)}).json()


def everything():
    return {os.path.join(parent, name) for parent, _, names in os.walk(settings.BASE_DIR) for name in names}


def archive(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return SimpleUploadedFile("a.zip", out.getvalue())


def flaw_link_owner(_):
    victims = upload(client_of("bobby"))
    answer = client_of("mallory").post("/files/links/", json.dumps({"name": victims["name"]}), "application/json")
    assert b"".join(Client().get(answer.json()["url"])) == b"secret"


def flaw_thumbnail_name(_):
    bobby, mallory = client_of("bobby"), client_of("mallory")
    bobby.get(f"/files/{upload(bobby, 'same.txt')['id']}/thumbnail/")
    assert mallory.get(f"/files/{upload(mallory, 'same.txt', b'own')['id']}/thumbnail/").content == b"secret"


def flaw_export_label(_):
    client_of("mallory").post("/files/export/", {"label": "....//....//slipped"})
    assert os.path.exists(settings.DATA_DIR / "slipped.zip")


def safe_upload_collection(_):
    before = everything()
    made = [upload(client_of("mallory"), "../../up.txt", collection=text) for text in ("../../x", "/etc", "..", "a/b")]
    assert all(one["name"].startswith("mallory/") for one in made)
    assert all(path.startswith(f"{settings.VAULT_ROOT}/mallory/") for path in everything() - before)


def safe_raw_link(_):
    victims = upload(client_of("bobby"))
    for link in (victims["name"], victims["name"] + ":x:y", "../../manage.py", ""):
        assert client_of("mallory").get("/raw/", {"link": link}).status_code == 404
    answer = client_of("mallory").post("/files/links/", json.dumps({"name": "../sharebox.db"}), "application/json")
    assert answer.status_code == 404


def safe_share_token(_):
    bobby = client_of("bobby")
    token = bobby.post(f"/files/{upload(bobby)['id']}/share/").json()["token"]
    assert len(token) >= 24 and Client().get(f"/s/{token[:-1]}/").status_code == 404
    assert client_of("mallory").post(f"/files/{upload(bobby)['id']}/share/").status_code == 404


def safe_import_names(_):
    before = everything()
    client_of("mallory").post("/files/import/", {"archive": archive("../../i.txt", "/abs/i.txt", "d/../..", "d/..\\e")})
    assert all(path.startswith(f"{settings.VAULT_ROOT}/mallory/") for path in everything() - before)


def safe_content_owner(_):
    victims = upload(client_of("bobby"))
    assert client_of("mallory").get(f"/files/{victims['id']}/content/").status_code == 404
