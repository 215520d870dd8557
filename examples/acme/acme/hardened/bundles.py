"""Bundles: many assets in one zip or tar. Nothing of an archive is unpacked but names and contents."""

import uuid

from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

from acme.hardened import files
from acme.hardened.answers import Refused, answering
from acme.hardened.archives import components_of, members_of


@require_http_methods(["POST"])
@answering
def bundle(request):
    """Every bundle gets a folder of its own, whose name nobody can guess, so that nothing can wait there."""
    file = request.FILES.get("bundle")
    if file is None or file.size > files.BYTES_MAX:
        raise Refused(400, "bundle is missing or too large")
    members = [(components_of(name), content) for name, content in members_of(file)]
    refuse_conflicts(components for components, _ in members)
    id = uuid.uuid4().hex
    for components, content in members:
        files.replace_file([request.tenant, "bundles", id, *components], content)
    return JsonResponse({"id": id, "files": len(members)}, status=201)


def refuse_conflicts(names):
    """Before anything is written: no name is a file in one member and a folder in another."""
    names = {tuple(components) for components in names}
    if any(name[:depth] in names for name in names for depth in range(1, len(name))):
        raise Refused(400, "a member stands where another needs a folder")
