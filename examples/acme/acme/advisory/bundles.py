"""Bundles, with the check that is usually given for them: no member leads out of the root.

R3 checks keys by a prefix in the same way. The root is compared as text, whatever comes behind it, and it is
the root of all tenants.
"""

import os

from django.conf import settings
from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

from acme.hardened.answers import Refused, answering
from acme.hardened.archives import members_of
from acme.hardened.files import BYTES_MAX


@require_http_methods(["POST"])
@answering
def bundle(request):
    file = request.FILES.get("bundle")
    if file is None or file.size > BYTES_MAX:
        raise Refused(400, "bundle is missing or too large")
    folder = os.path.join(settings.MEDIA_ROOT, request.tenant, "bundles")
    members = [(inside(os.path.join(folder, name)), content) for name, content in members_of(file)]
    for path, content in members:
        write(path, content)
    return JsonResponse({"files": len(members)}, status=201)


def inside(path):
    path = os.path.normpath(path)
    if not path.startswith(settings.MEDIA_ROOT):
        raise Refused(400, "a member leads out of the root")
    return path


def write(path, content):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as target:
            target.write(content)
    except (OSError, ValueError):
        raise Refused(409, "a member cannot be written") from None
