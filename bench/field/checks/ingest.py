"""Flaws and safe places of `ingest`, by requests."""

import json
import os

from django.conf import settings


def start(client, tenant, filename="a.txt", content=b"secret"):
    body = json.dumps({"filename": filename, "size": len(content)})
    return client.post(f"/t/{tenant}/uploads", body, "application/json").json()["id"]


def append(client, tenant, upload, content=b"secret", offset=0):
    headers = {"Upload-Offset": str(offset)}
    return client.patch(f"/t/{tenant}/uploads/{upload}", content, "application/octet-stream", headers=headers)


def stored(client, tenant, filename="a.txt", content=b"secret"):
    upload = start(client, tenant, filename, content)
    append(client, tenant, upload, content)
    return client.post(f"/t/{tenant}/uploads/{upload}/finish")


def kept():
    return {os.path.join(parent, name) for parent, _, names in os.walk("var") for name in names}


def flaw_finish_name(client):
    assert stored(client, "acme", "....//acme2/slipped.txt").status_code == 201
    assert os.path.exists(os.path.join(settings.INGEST["store"], "acme2", "slipped.txt"))


def flaw_patch_tenant(client):
    upload = start(client, "acme2")
    assert append(client, "acme", upload, b"forged").status_code == 204
    client.post(f"/t/acme2/uploads/{upload}/finish")
    assert b"".join(client.get("/t/acme2/files/a.txt")) == b"forged"


def flaw_list_prefix(client):
    stored(client, "acme2", "of-acme2.txt")
    assert "of-acme2.txt" in client.get("/t/acme/files").text


def safe_spool_name(client):
    client.post("/t/acme/uploads", '{"filename": "....//x/..", "size": 1}', "application/json")
    assert all(os.path.dirname(path) == "var/spool" for path in kept() if path.endswith(".part"))
    assert client.get("/t/acme/uploads/..%2Fx").status_code == 404


def safe_chunk_owner(client):
    upload = start(client, "acme2")
    headers = {"Content-Range": "bytes 0-5/6"}
    url = f"uploads/{upload}/chunks"
    assert client.put(f"/t/acme/{url}", b"forged", "application/octet-stream", headers=headers).status_code == 404
    assert client.put(f"/t/acme2/{url}", b"forged", "application/octet-stream", headers=headers).status_code == 200
    for tail in ("", "/finish"):
        assert client.generic("POST" if tail else "GET", f"/t/acme/uploads/{upload}{tail}").status_code == 404


def safe_file_name(client):
    stored(client, "acme2", "only.txt")
    stored(client, "acme", "....//acme2/only2.txt")
    for name in ("..%2Facme2%2Fonly.txt", "%2E%2E%2Facme2%2Fonly2.txt", "acme2%23only.txt"):
        assert client.get(f"/t/acme/files/{name}").status_code == 404


def safe_file_key(client):
    stored(client, "acme2", "k.txt")
    for name in ("2%23k.txt", "%23k.txt"):
        assert client.get(f"/t/acme/files/{name}").status_code == 404
    assert client.get("/t/acme%23x/files/k.txt").status_code == 404


def safe_copy_name(client):
    stored(client, "acme", "c.txt")
    for name in ("../acme2/c.txt", "..", "/abs", "a/b", ".hidden"):
        answer = client.post("/t/acme/files/c.txt/copy", json.dumps({"to": name}), "application/json")
        assert answer.status_code == 422, name
