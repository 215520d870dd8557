"""Flaws and safe places of `inventory`, by requests."""


def ask(client, org, method, path, body=None):
    return client.generic(method, path, data=body or "", content_type="application/json", headers={"X-Org-Id": org})


def made(client, org, path, **body):
    import json

    return ask(client, org, "POST", path, json.dumps(body)).json()


def flaw_location_index(client):
    made(client, "acme-2", "/api/parts", name="secret", location="north")
    assert "secret" in ask(client, "acme", "GET", "/api/locations/north/parts").text


def flaw_count_key(client):
    ask(client, "acme-2", "PUT", "/api/counts/spring", '{"note": "secret"}')
    assert "secret" in ask(client, "acme", "GET", "/api/counts/2-spring").text
    ask(client, "acme", "PUT", "/api/counts/2-spring", '{"note": "other"}')
    assert "other" in ask(client, "acme-2", "GET", "/api/counts/spring").text


def flaw_label_delete(client):
    label = made(client, "acme-2", "/api/labels", text="x")["id"]
    ask(client, "acme", "DELETE", f"/api/labels/{label}")
    assert ask(client, "acme-2", "GET", f"/api/labels/{label}").status_code == 404


def safe_update_keeps_owner(client):
    made(client, "acme", "/api/parts", name="a", sku="s1")
    answer = ask(client, "acme", "PUT", "/api/parts/s1", '{"org": "acme-2", "sku": "s2", "name": "b"}').json()
    assert (answer["org"], answer["sku"], answer["name"]) == ("acme", "s1", "b")
    assert ask(client, "acme-2", "GET", "/api/parts/s2").status_code == 404


def safe_search_prefix(client):
    made(client, "acme-2", "/api/parts", name="secret", sku="zz1")
    assert "secret" not in ask(client, "acme", "GET", "/api/parts/search?sku=z").text
    assert ask(client, "acme", "GET", "/api/parts/search?field=org&value=acme").status_code == 400


def safe_lookup_batch(client):
    made(client, "acme-2", "/api/parts", name="secret", sku="only")
    assert ask(client, "acme", "POST", "/api/parts/lookup", '{"skus": ["only"]}').json() == {"parts": []}


def safe_movement_key(client):
    ask(client, "acme-2", "POST", "/api/parts/p/movements", '{"reason": "secret"}')
    for sku in ("p", "-2%23p", "2%23p"):
        assert "secret" not in ask(client, "acme", "GET", f"/api/parts/{sku}/movements").text
    assert ask(client, "acme#x", "GET", "/api/parts/p/movements").status_code == 401


def safe_label_read(client):
    label = made(client, "acme-2", "/api/labels", text="x")["id"]
    assert ask(client, "acme", "GET", f"/api/labels/{label}").status_code == 404
