"""What a request says, checked: every value that leaves this module has the type and form that it should."""

import json
import re

from acme.hardened.answers import Refused

TEXT_MAX = 2_000
NAME_MAX = 120
ID = re.compile(r"[0-9a-f]{32}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHORT_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}")


def json_object(request):
    try:
        body = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise Refused(400, "the body is not a JSON object")
    return body


def text(body, name, longest=TEXT_MAX):
    """A string that UTF-8 can write, with no controls but line breaks."""
    value = body.get(name)
    if not isinstance(value, str) or len(value) > longest or not is_plain(value):
        raise Refused(400, f"{name} is not a text of at most {longest} characters")
    return value


def display_name(body, name="name"):
    """A name to show to people; it never becomes a path or a key."""
    value = text(body, name, NAME_MAX)
    if not value.strip() or not value.isprintable():
        raise Refused(400, f"{name} is not a name")
    return value


def identifier(value, form=ID):
    """An id that we made. One that we cannot have made does not exist."""
    if not isinstance(value, str) or not form.fullmatch(value):
        raise Refused(404, "there is no such thing")
    return value


def is_plain(value):
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t" for character in value)
