"""Flaws and safe places of `bookshop`, by requests."""

import os
import tempfile
from datetime import date, timedelta

from django.conf import settings
from django.core.management import call_command
from django.test import Client


def client_of(name, **given):
    from django.contrib.auth.models import User

    user, _ = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.com", **given})
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def order(client, dedication="secret"):
    from shop.models import Order

    form = {"quantity": 1, "email": "a@example.com", "delivery": "post", "dedication": dedication}
    form["deliver_on"] = date.today() + timedelta(days=3)
    assert client.post("/books/under-ice/order/", form).status_code == 302
    return Order.objects.order_by("-pk").first()


def flaw_orders_cache(_):
    victim = client_of("mallory2")
    order(victim)
    victim.get("/orders/")
    assert "secret" in client_of("mallory").get("/orders/?page=21").text


def flaw_invoice_number(_):
    victim = client_of("bob")
    made = order(victim)
    name = victim.post(f"/orders/{made.pk}/invoice/").url
    assert b"secret" in b"".join(client_of("mallory").get(name))
    assert client_of("mallory").post(f"/orders/{made.pk}/invoice/").status_code == 404


def flaw_report_name(_):
    form = {"name": "../written", "since": "2020-01-01"}
    assert client_of("clerk", is_staff=True).post("/staff/reports/", form).status_code == 302
    assert os.path.exists(settings.BASE_DIR / "written.csv")
    assert "/login/" in client_of("mallory").post("/staff/reports/", form).url


def safe_invoice_path(_):
    settings.INVOICE_DIR.mkdir(exist_ok=True)
    for name in ("..", "../manage.py", "..%2Fmanage.py", "invoice-%2F..%2F..%2Fmanage.py", "%2Fetc%2Fpasswd"):
        assert client_of("mallory").get(f"/invoices/{name}").status_code == 404, name


def safe_order_owner(_):
    made = order(client_of("bob"))
    assert client_of("mallory").get(f"/orders/{made.pk}/").status_code == 404
    assert client_of("mallory").post(f"/orders/{made.pk}/cancel/").status_code == 404


def safe_next_page(_):
    for number, target in enumerate(("https://evil.example/", "//evil.example/", "/orders/")):
        account = {"username": f"new{number}", "email": "n@example.com", "accept_terms": "on"}
        account |= {"password1": "correct horse", "password2": "correct horse"}
        answer = Client().post(f"/register/?next={target}", account)
        assert answer.url == ("/orders/" if target == "/orders/" else "/")


def safe_report_read(_):
    for name in ("..", "..%2Fmanage", "%2Fetc%2Fpasswd", "a.b"):
        assert client_of("clerk", is_staff=True).get(f"/staff/reports/{name}/").status_code == 404


def safe_book_cache(_):
    first = client_of("bob").get("/books/under-ice/").text
    assert "bob" not in first and client_of("mallory").get("/books/under-ice/").text == first


def safe_export_folder(_):
    order(client_of("../../bob"), "../../x")
    with tempfile.TemporaryDirectory() as folder:
        call_command("export_orders", "../../bob", "--to", f"{folder}/in", stdout=open(os.devnull, "w"))
        assert os.listdir(folder) == ["in"] and os.listdir(f"{folder}/in") == ["bob"]
