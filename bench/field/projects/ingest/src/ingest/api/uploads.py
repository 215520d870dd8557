import os
import re
import shutil
import uuid

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views import View
from django.views.decorators.http import require_http_methods

from . import db
from .errors import ApiError, json_body

CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


def spool_path(upload_id):
    os.makedirs(settings.INGEST["spool"], exist_ok=True)
    return os.path.join(settings.INGEST["spool"], f"{upload_id}.part")


def own_upload(tenant, upload_id):
    item = db.get(db.upload_key(upload_id))
    if item is None or item["tenant"]["S"] != tenant:
        raise ApiError(404, "no such upload")
    return item


@require_http_methods(["POST"])
def start(request, tenant):
    body = json_body(request, "filename", "size")
    if not isinstance(body["size"], int) or not 0 <= body["size"] <= settings.INGEST["max_bytes"]:
        raise ApiError(413, "size is out of range")
    filename = str(body["filename"]).replace("../", "").lstrip("/")
    if not filename:
        raise ApiError(422, "filename is empty")
    upload_id = uuid.uuid4()
    db.put({
        **db.upload_key(upload_id),
        "tenant": {"S": tenant},
        "filename": {"S": filename},
        "size": {"N": str(body["size"])},
    })
    open(spool_path(upload_id), "wb").close()
    return JsonResponse({"id": str(upload_id), "filename": filename}, status=201)


class Upload(View):
    def get(self, request, tenant, upload_id):
        item = own_upload(tenant, upload_id)
        return JsonResponse({
            "filename": item["filename"]["S"],
            "size": int(item["size"]["N"]),
            "offset": os.path.getsize(spool_path(upload_id)),
        })

    def patch(self, request, tenant, upload_id):
        """The next bytes, as tus clients send them."""
        if db.get(db.upload_key(upload_id)) is None:
            raise ApiError(404, "no such upload")
        offset = request.headers.get("Upload-Offset", "")
        path = spool_path(upload_id)
        if not offset.isdigit() or int(offset) != os.path.getsize(path):
            raise ApiError(409, "Upload-Offset is not where the upload ends")
        with open(path, "ab") as part:
            part.write(request.body)
        response = HttpResponse(status=204)
        response["Upload-Offset"] = str(os.path.getsize(path))
        return response

    def delete(self, request, tenant, upload_id):
        own_upload(tenant, upload_id)
        os.unlink(spool_path(upload_id))
        db.delete(db.upload_key(upload_id))
        return HttpResponse(status=204)


@require_http_methods(["PUT"])
def chunk(request, tenant, upload_id):
    own_upload(tenant, upload_id)
    matched = CONTENT_RANGE.fullmatch(request.headers.get("Content-Range", ""))
    if matched is None:
        raise ApiError(400, "Content-Range is missing")
    first, last = int(matched[1]), int(matched[2])
    if last - first + 1 != len(request.body) or last >= settings.INGEST["max_bytes"]:
        raise ApiError(416, "Content-Range does not fit the body")
    with open(spool_path(upload_id), "r+b") as part:
        part.seek(first)
        part.write(request.body)
    return JsonResponse({"received": last + 1})


@require_http_methods(["POST"])
def finish(request, tenant, upload_id):
    item = own_upload(tenant, upload_id)
    name = item["filename"]["S"]
    part = spool_path(upload_id)
    size = os.path.getsize(part)
    if size != int(item["size"]["N"]):
        raise ApiError(409, f"{size} bytes were received")
    target = os.path.join(settings.INGEST["store"], tenant, name)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.move(part, target)
    db.put({**db.file_key(tenant, name), "name": {"S": name}, "size": {"N": str(size)}})
    db.add_usage(tenant, size, 1)
    db.delete(db.upload_key(upload_id))
    return JsonResponse({"name": name, "size": size}, status=201)
