"""What the safe service makes of assets: thumbnails, reports and drafts."""

import os
import tempfile

from django.core.files.base import ContentFile
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from acme.hardened import files, records
from acme.hardened.answers import Refused, answering
from acme.hardened.requests import SHORT_NAME, identifier, json_object, text
from acme.hardened.storage import TenantStorage

THUMBNAIL_BYTES = 64


@require_http_methods(["POST"])
@answering
def thumbnail(request):
    """Keeps the beginning of an asset under a name that nobody can guess; the asset's item says which."""
    id = identifier(json_object(request).get("id"))
    item = records.get(request.tenant, "ASSET", id)
    if "file" not in item:
        raise Refused(404, "there is no such thing")
    beginning = files.read_file([request.tenant, "objects", item["file"]])[:THUMBNAIL_BYTES]
    stored = files.create_file([request.tenant, "thumbnails"], beginning)
    records.change(request.tenant, "ASSET", id, "thumbnail", stored)
    if "thumbnail" in item:
        files.delete_file([request.tenant, "thumbnails", item["thumbnail"]])
    return JsonResponse({"id": id}, status=201)


@require_http_methods(["POST"])
@answering
def report(request):
    """Lists the tenant's assets in a file of its own for the next job, which is handed it open."""
    key = text(json_object(request), "key", 200)
    tenant, _, name = key.partition("/")
    if tenant != request.tenant or not SHORT_NAME.fullmatch(name):
        raise Refused(404, "there is no such thing")
    return JsonResponse({"key": key, "rows": rows_by_way_of_file(request.tenant)}, status=201)


def rows_by_way_of_file(tenant):
    descriptor, path = tempfile.mkstemp(prefix="acme-report-")
    with os.fdopen(descriptor, "w+") as table:
        os.unlink(path)
        table.writelines(f"{item['id']}\n" for item in records.every(tenant, "ASSET"))
        table.seek(0)
        return sum(1 for _ in table)


@require_http_methods(["GET", "PUT"])
@answering
def draft(request, name):
    storage = TenantStorage(request.tenant)
    if request.method == "PUT":
        content = text(json_object(request), "text").encode("utf-8")
        return JsonResponse({"name": storage.save(name, ContentFile(content))})
    with storage.open(name) as file:
        return HttpResponse(file.read(), content_type="text/plain; charset=utf-8")
