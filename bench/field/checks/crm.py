"""Flaws and safe places of `crm`, by requests."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile


def ask(client, tenant, method, path, **body):
    content = json.dumps(body) if body else ""
    return client.generic(method, path, content, "application/json", headers={"Host": f"{tenant}.crm.example"})


def attach(client, tenant, name="a.txt", content=b"secret", contact="c1"):
    file = SimpleUploadedFile(name, content)
    url = f"/contacts/{contact}/attachments/"
    return client.post(url, {"file": file}, headers={"Host": f"{tenant}.crm.example"}).json()


def flaw_email_key(client):
    ask(client, "globex", "POST", "/contacts/", name="secret", email="a@b.example")
    assert "secret" in ask(client, "acme", "GET", "/contacts/by-email/?email=a@b.example").text
    ask(client, "acme", "POST", "/contacts/", name="forged", email="a@b.example")
    assert "forged" in ask(client, "globex", "GET", "/contacts/by-email/?email=a@b.example").text


def flaw_attachment_prefix(client):
    key = attach(client, "acme2")["key"]
    assert ask(client, "acme", "GET", f"/attachments/?key={key}").content == b"secret"
    assert ask(client, "globex", "GET", f"/attachments/?key={key}").status_code == 404


def flaw_preview_name(client):
    from contacts import store
    from stream.previews import handler

    for tenant, content in (("globex", b"theirs"), ("acme", b"forged")):
        file = attach(client, tenant, "same.txt", content)
        image = {name: {"S": file[name]} for name in ("type", "key", "name")}
        handler({"Records": [{"eventName": "INSERT", "dynamodb": {"NewImage": image}}]}, None)
        assert store.s3().get_object(Bucket="crm-attachments", Key="previews/same.txt")["Body"].read() == content


def safe_note_prefix(client):
    ask(client, "globex", "POST", "/contacts/abc/notes/", text="secret")
    ask(client, "acme", "POST", "/contacts/abc/notes/", text="own")
    answer = ask(client, "acme", "GET", "/contacts/a/notes/").text
    assert "own" in answer and "secret" not in answer


def safe_stage_prefix(client):
    ask(client, "globex", "POST", "/contacts/c/deals/", title="secret", stage="won")
    ask(client, "acme", "POST", "/contacts/c/deals/", title="own", stage="won")
    answer = ask(client, "acme", "GET", "/deals/?stage=w").text
    assert "own" in answer and "secret" not in answer


def safe_delete_key(client):
    key = attach(client, "acme2")["key"]
    for text in (key, f"acme/../{key}", f"./{key}"):
        assert ask(client, "acme", "DELETE", f"/attachments/?key={text}").status_code == 404
    assert ask(client, "acme2", "GET", f"/attachments/?key={key}").status_code == 200
    assert ask(client, "acme2", "DELETE", f"/attachments/?key={key}").status_code == 204


def safe_link_key(client):
    key = attach(client, "acme2")["key"]
    for text in (key, f"acme/../{key}"):
        assert ask(client, "acme", "GET", f"/attachments/link/?key={text}").status_code == 404
    assert key in ask(client, "acme2", "GET", f"/attachments/link/?key={key}").json()["url"]


def safe_tenant_key(client):
    ask(client, "globex", "POST", "/contacts/", name="secret")
    for tenant in ("acme", "globex.acme", "globe", "x#y", ""):
        assert "secret" not in ask(client, tenant, "GET", "/contacts/").text


def safe_upload_name(client):
    key = attach(client, "acme", "..%2f..%2fglobex%2fx")["key"]
    assert key.startswith("acme/c1/") and "/../" not in key and key.count("/") == 2
