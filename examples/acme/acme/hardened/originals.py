"""Originals in S3, safely: a key begins with the caller's tenant, whole. What follows may be anything."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from acme import objects
from acme.hardened.answers import Refused, answering
from acme.hardened.requests import is_plain

NAME_BYTES_MAX = 500


@require_http_methods(["PUT"])
@answering
def store(request, name):
    if not is_plain(name) or len(name.encode()) > NAME_BYTES_MAX:
        raise Refused(400, "that is no name")
    # `../victim/a` is as good a name as any: nobody takes the dots for more than dots.
    key = f"{request.tenant}/{name}"
    objects.put(key, request.body)
    return JsonResponse({"key": key}, status=201)


@require_http_methods(["GET"])
@answering
def read(request):
    key = request.GET.get("key", "")
    content = objects.get(key) if is_own(request.tenant, key) else None
    if content is None:
        raise Refused(404, "there is no such thing")
    return HttpResponse(content, content_type="application/octet-stream")


def is_own(tenant, key):
    """Whether a tenant may have this key; one that S3 would not take is nobody's."""
    own = key.startswith(f"{tenant}/") and is_plain(key)
    return own and len(key.encode()) <= NAME_BYTES_MAX + len(tenant) + 1
