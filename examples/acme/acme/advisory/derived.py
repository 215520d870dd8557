"""What the advisory says of local names, as it says it. Everything else is the hardened twin's.

R3: a key begins with the prefix of the caller's tenant; the local file is its basename in the shared folder
for temporary files.
"""

import os
import tempfile

from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

from acme.hardened import records
from acme.hardened.answers import Refused, answering
from acme.hardened.derived import draft, thumbnail  # noqa: F401
from acme.hardened.requests import json_object, text


@require_http_methods(["POST"])
@answering
def report(request):
    key = text(json_object(request), "key", 200)
    if not key.startswith(f"{request.tenant}/"):
        raise Refused(404, "there is no such thing")
    found = records.every(request.tenant, "ASSET")
    try:
        with open(os.path.join(tempfile.gettempdir(), os.path.basename(key)), "w") as table:
            table.writelines(f"{item['id']}\n" for item in found)
    except OSError:
        raise Refused(409, "the report cannot be written") from None
    return JsonResponse({"key": key, "rows": len(found)}, status=201)
