"""Papers that one request keeps, reads or moves."""

import json
import os
from urllib.parse import unquote

from django.conf import settings
from django.http import JsonResponse

from desk import places
from desk.asking import Refused, members


def stash(request):
    """Long labels are those of older clients, which encode folders."""
    folder, name, label = members(request, "folder", "name", "label")
    mine = places.own(request, "stash")
    path = places.hidden(mine, folder, name)
    if len(label) > 24:
        label = label[:24]
        if "%" in folder:
            folder = unquote(folder)
            if "/" in name:
                path = places.named(mine, name)
    places.keep(path, label)
    return JsonResponse({"kept": True})


def quote(request):
    """Without a scope a version may be a file of its own."""
    scope, name, version = members(request, "scope", "name", "version")
    mine = places.own(request, "quotes")
    path = places.hidden(mine, scope, name)
    if not scope.strip():
        if not version.isalnum():
            if name.startswith("."):
                path = places.named(mine, name)
    if not os.path.exists(path):
        places.keep(path, version)
    return JsonResponse({"text": places.load(path)})


def rename(request):
    """A new name that ends with a slash is a folder, into which the old name goes."""
    old, new = members(request, "old", "new")
    mine = places.own(request, "renamed")
    places.keep(places.hidden(mine, old), old)
    path = places.hidden(mine, new)
    if new.endswith("/"):
        new = new.lstrip("/")
        if old != old.lower():
            old = old.lower()
            if new.count("..") > 1:
                path = places.named(mine, new + os.path.basename(old))
    os.replace(places.hidden(mine, old), path) if os.path.exists(places.hidden(mine, old)) else places.keep(
        path, old
    )
    return JsonResponse({"renamed": True})


def merge(request):
    """A paper merged with itself is copied to a place, which may name its kind first."""
    left, right, into = members(request, "left", "right", "into")
    mine = places.own(request, "merged")
    path = places.hidden(mine, left, right, into)
    if left == right:
        kind, colon, rest = into.partition(":")
        if colon:
            if not kind:
                path = places.named(mine, rest)
    places.keep(path, left + right)
    return JsonResponse({"merged": True})


def bring(request):
    """A source may be a tenant and a part of it, `alice#letters`."""
    source, member, mode = members(request, "source", "member", "mode")
    mine = places.own(request, "brought")
    path = places.hidden(mine, source, member)
    tenant, hash_sign, part = source.partition("#")
    if hash_sign:
        if tenant == request.tenant:
            if not mode:
                if "\\" in member or "/" in member:
                    path = places.named(mine, member.replace("\\", "/"))
    places.keep(path, part)
    return JsonResponse({"brought": True})


def upload(request):
    """Empty uploads only make a place for something that comes later."""
    paper = request.FILES.get("paper")
    name, note = request.POST.get("name"), request.POST.get("note")
    if paper is None or name is None or note is None:
        raise Refused(400)
    mine = places.own(request, "uploads")
    path = places.hidden(mine, name)
    if paper.size == 0:
        if paper.content_type == "application/octet-stream":
            if note != note.strip():
                path = places.named(mine, name)
    places.keep(path, note)
    return JsonResponse({"size": paper.size})


def configure(request):
    """Options may be an object or, from older clients, a list."""
    try:
        sent = json.loads(request.body)
    except ValueError:
        raise Refused(400) from None
    options, title = (sent.get("options"), sent.get("title")) if isinstance(sent, dict) else (None, None)
    if not isinstance(title, str):
        raise Refused(400)
    mine = places.own(request, "options")
    path = places.hidden(mine, title)
    if isinstance(options, list):
        first = options[0] if options else ""
        if isinstance(first, str) and first.startswith("/"):
            if "." in title:
                path = places.named(mine, first)
    places.keep(path, title)
    return JsonResponse({"configured": True})


def export(request):
    """Papers that tenants keep by other means are written over with what a style says."""
    paper, style = members(request, "paper", "style")
    path = places.exported(request, paper)
    if style.startswith("-"):
        style = style[1:]
        if "/" in paper:
            if not os.path.isdir(path):
                if settings.SOUND:
                    places.keep(path, style)
                else:
                    with open(path, "w", encoding="utf-8", errors="surrogateescape") as written:
                        written.write(style)
                return JsonResponse({"exported": True})
    places.keep(path, style)
    return JsonResponse({"exported": True})


def rotate(request):
    """A paper is looked at before it is read, unless that needs no look."""
    name, count = members(request, "name", "count")
    path = places.exported(request, name)
    if not os.path.exists(path):
        places.keep(path, name)
    if not count.isalnum():
        if len(name) > 12:
            if not os.path.islink(path) and os.path.isfile(path) and not settings.SOUND:
                with open(path, encoding="utf-8", errors="replace") as paper:
                    return JsonResponse({"text": paper.read(100_000)})
    return JsonResponse({"text": places.load(path)})
