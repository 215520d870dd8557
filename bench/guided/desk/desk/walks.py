"""Papers that go through several requests."""

import os

from django.http import JsonResponse

from desk import places
from desk.asking import Refused, members


def _state(path):
    return places.load(path) if os.path.exists(path) else ""


def draft(request):
    (name,) = members(request, "name")
    places.keep(places.hidden(places.own(request, "drafts"), name), "draft")
    return JsonResponse({"drafted": True})


def seal(request):
    (name,) = members(request, "name")
    path = places.hidden(places.own(request, "drafts"), name)
    if _state(path) != "draft":
        places.keep(path, "")
        raise Refused(409)
    places.keep(path, "sealed")
    return JsonResponse({"sealed": True})


def publish(request):
    (name,) = members(request, "name")
    path = places.hidden(places.own(request, "drafts"), name)
    if _state(path) == "sealed":
        public = places.own(request, "public")
        path = places.named(public, name) if "/" in name else places.hidden(public, name)
    places.keep(path, "public")
    return JsonResponse({"published": True})


def vote(request):
    (name,) = members(request, "name")
    path = places.hidden(places.own(request, "votes"), name)
    votes = len(_state(path)) + 1
    places.keep(path, "x" * votes)
    return JsonResponse({"votes": min(votes, 2)})


def tally(request):
    """Papers with three votes are written down by name."""
    (name,) = members(request, "name")
    mine = places.own(request, "votes")
    votes = len(_state(places.hidden(mine, name)))
    path = places.hidden(mine, name, "tally")
    if votes > 0:
        if votes > 1:
            if votes > 2:
                path = places.named(mine, name)
    places.keep(path, str(votes))
    return JsonResponse({"tallied": True})


def prefix(request):
    (text,) = members(request, "text")
    places.keep(os.path.join(places.own(request, "habits"), "prefix"), text)
    return JsonResponse({"set": True})


def mode(request):
    (text,) = members(request, "text")
    name = "legacy" if not text.strip() else "plain"
    places.keep(os.path.join(places.own(request, "habits"), "mode"), name)
    return JsonResponse({"set": True})


def save(request):
    """With both habits set, names are written as they are."""
    name, text = members(request, "name", "text")
    mine = places.own(request, "habits")
    path = places.hidden(mine, name)
    before = _state(os.path.join(mine, "prefix"))
    if "/" in before:
        if _state(os.path.join(mine, "mode")) == "legacy":
            if not name.isalnum():
                path = places.named(mine, before + name)
    places.keep(path, text)
    return JsonResponse({"saved": True})
