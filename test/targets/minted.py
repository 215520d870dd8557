"""Tokens that runs make themselves, shown to others in many forms, and the corrected twins."""

import base64
import hashlib
import secrets
import uuid

#: By tenant; no store shows them.
RESETS: dict = {}
RENEWED: dict = {}
SHARES: dict = {}
NUMBERS: dict = {}


def ask(tenant):
    """Each tenant gets its own by mail, and sees its own."""
    return {"resetToken": RESETS.setdefault(tenant, secrets.token_urlsafe(32))}


def renew(tenant):
    RENEWED[tenant] = secrets.token_urlsafe(32)
    return {"resetToken": RENEWED[tenant]}


def share(tenant):
    """What everybody may see in the list."""
    SHARES[tenant] = secrets.token_urlsafe(32)
    return {"shareToken": SHARES[tenant]}


def number(tenant):
    """An identifier, however hard to guess."""
    NUMBERS[tenant] = uuid.uuid4().hex
    return {"id": NUMBERS[tenant]}


def sign(tenant, text):
    """Whoever sends the same gets the same."""
    return {"signature": hashlib.sha256(text.encode()).hexdigest()}


FORMS = {
    "plain": lambda token: {"value": token},
    "cut": lambda token: "for " + token[:18],
    "quoted": lambda token: "https://host/?t=" + "".join("%%%02X" % ord(sign) for sign in token),
    "encoded": lambda token: base64.b64encode(("token=%s;" % token).encode()).decode(),
    "entities": lambda token: "".join("&#%d;" % ord(sign) for sign in token),
    "short": lambda token: token[:6] + "…",
}


def show(tenant, of, form):
    return FORMS[form](RESETS.get(of, "")) if form in FORMS else None


def show_own(tenant, of, form):
    return show(tenant, of, form) if of == tenant else None


def show_renewed(tenant, of):
    return RENEWED.get(of, "")[:20]


def show_renewed_own(tenant, of):
    return RENEWED.get(tenant, "")[:20]


def shares(tenant, since):
    return list(SHARES.values())


def show_share(tenant, of):
    return SHARES.get(of)


def show_number(tenant, of):
    return NUMBERS.get(of)
