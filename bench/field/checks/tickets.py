"""Flaws and safe places of `tickets`, by requests."""

import base64
import functools
import json

URL = "/api/v1/tickets"


def account(client, workspace, email=None, password="secret-word"):
    body = {"email": email or f"one@{workspace}.example", "password": password, "workspace": workspace}
    return client.post("/api/v1/accounts", json.dumps(body), "application/json"), body


@functools.lru_cache(maxsize=None)
def token_of(client, workspace):
    _, body = account(client, workspace)
    return client.post("/api/v1/sessions", json.dumps(body), "application/json").json()["token"]


def ask(client, workspace, method, path, /, **body):
    headers = {"Authorization": f"Bearer {token_of(client, workspace)}"}
    return client.generic(method, path, json.dumps(body), "application/json", headers=headers)


def ticket(client, workspace, /, **body):
    return ask(client, workspace, "POST", URL, **{"title": "secret", **body}).json()


def flaw_patch_owner(client):
    own = ticket(client, "acme", title="forged")
    ask(client, "acme", "PATCH", f"{URL}/{own['id']}", workspace="globex")
    assert ask(client, "globex", "GET", f"{URL}/{own['id']}").json()["title"] == "forged"


def flaw_assigned_index(client):
    ticket(client, "globex", assignee="two@globex.example", title="secret-assigned")
    assert "secret-assigned" in ask(client, "acme", "GET", "/api/v1/assigned?email=two@globex.example").text


def flaw_comments_read(client):
    victims = ticket(client, "globex")["id"]
    ask(client, "globex", "POST", f"{URL}/{victims}/comments", text="secret-comment")
    assert "secret-comment" in ask(client, "acme", "GET", f"{URL}/{victims}/comments").text
    assert ask(client, "acme", "POST", f"{URL}/{victims}/comments", text="x").status_code == 404


def flaw_join_workspace(client):
    victims = ticket(client, "globex")["id"]
    answer, body = account(client, "globex", "mallory@evil.example")
    assert answer.status_code == 201
    token = client.post("/api/v1/sessions", json.dumps(body), "application/json").json()["token"]
    assert client.get(f"{URL}/{victims}", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def safe_cursor(client):
    ticket(client, "globex", title="secret-cursor")
    for text in ("0", "globex", "globex#0", '{"workspace": "globex"}'):
        cursor = base64.urlsafe_b64encode(text.encode()).decode()
        assert "secret-cursor" not in ask(client, "acme", "GET", f"{URL}?cursor={cursor}").text


def safe_filters(client):
    ticket(client, "globex", tags=["t"], title="secret-filter")
    for query in ("tag=t", "status=open", "tag=t&status=open&limit=100", "workspace=globex"):
        assert "secret-filter" not in ask(client, "acme", "GET", f"/api/v2/tickets?{query}").text


def safe_bulk_batch(client):
    victims = ticket(client, "globex")["id"]
    answer = ask(client, "acme", "POST", "/api/v2/tickets/bulk-close", ids=[victims])
    assert answer.json() == {"closed": []}
    assert ask(client, "globex", "GET", f"{URL}/{victims}").json()["status"] == "open"


def safe_comment_delete(client):
    victims = ticket(client, "globex")["id"]
    comment = ask(client, "globex", "POST", f"{URL}/{victims}/comments", text="x").json()["id"]
    assert ask(client, "acme", "DELETE", f"{URL}/{victims}/comments/{comment}").status_code == 404
    assert ask(client, "globex", "DELETE", f"{URL}/{victims}/comments/{comment}").status_code == 204


def safe_token(client):
    payload, signature = token_of(client, "acme").split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "ws": "globex"}).encode()).decode().rstrip("=")
    for token in (f"{forged}.{signature}", f"{forged}.", "", "a.b", "a"):
        assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def safe_account_overwrite(client):
    token_of(client, "globex")
    assert account(client, "acme", "one@globex.example")[0].status_code == 409
