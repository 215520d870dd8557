"""What the naive service makes of assets: thumbnails, reports and drafts."""

import json
import os
import re
import tempfile

from boto3.dynamodb.conditions import Key
from django.core.files.base import ContentFile
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from acme import tables
from acme.storage import TenantStorage
from acme.vulnerable.views import tenant_path

THUMBNAIL_BYTES = 64


@require_http_methods(["POST"])
def thumbnail(request):
    """Keeps the beginning of an asset beside it, written first and moved when it is complete."""
    id = json.loads(request.body)["id"]
    # No slashes, so no way out of the tenant's folder.
    if not re.fullmatch(r"[\w.-]+", id):
        return JsonResponse({"error": "that is no name"}, status=400)
    path = tenant_path(request, id)
    if not os.path.isfile(path):
        return JsonResponse({"error": "not found"}, status=404)
    with open(path, "rb") as source:
        beginning = source.read(THUMBNAIL_BYTES)
    with open(path + ".tmp", "wb") as target:
        target.write(beginning)
    os.replace(path + ".tmp", path + ".thumb")
    return JsonResponse({"id": id + ".thumb"}, status=201)


@require_http_methods(["POST"])
def report(request):
    """Lists the tenant's assets in a file for the next job, which knows it by the end of its key."""
    key = json.loads(request.body)["key"]
    found = tables.assets().query(KeyConditionExpression=Key("pk").eq(request.tenant))["Items"]
    with open(os.path.join(tempfile.gettempdir(), os.path.basename(key)), "w") as table:
        table.writelines(f"{item['sk']}\n" for item in found)
    return JsonResponse({"key": key, "rows": len(found)}, status=201)


@require_http_methods(["GET", "PUT"])
def draft(request, name):
    storage = TenantStorage(request.tenant)
    if request.method == "PUT":
        saved = storage.save(name, ContentFile(json.loads(request.body)["text"].encode()))
        return JsonResponse({"name": saved})
    if not storage.exists(name):
        return JsonResponse({"error": "not found"}, status=404)
    with storage.open(name) as file:
        return HttpResponse(file.read(), content_type="text/plain")
