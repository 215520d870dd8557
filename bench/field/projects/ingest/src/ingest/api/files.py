import os
import re
import shutil

from django.conf import settings
from django.http import FileResponse, HttpResponse, JsonResponse
from django.views import View
from django.views.decorators.http import require_http_methods

from . import db
from .errors import ApiError, json_body

SAFE_NAME = re.compile(r"[\w][\w .-]{0,120}", re.ASCII)


def stored_file(tenant, name):
    """Path and size of a finished file, which must be in the table as well."""
    item = db.get(db.file_key(tenant, name))
    path = os.path.join(settings.INGEST["store"], tenant, os.path.basename(name))
    if item is None or not os.path.isfile(path):
        raise ApiError(404, "no such file")
    return path, int(item["size"]["N"])


@require_http_methods(["GET"])
def index(request, tenant):
    answer = db.client().query(
        TableName=db.table(),
        KeyConditionExpression="pk = :pk AND begins_with(sk, :tenant)",
        ExpressionAttributeValues={":pk": {"S": "FILES"}, ":tenant": {"S": tenant}},
        Limit=100,
    )
    files = [db.plain(item) for item in answer["Items"]]
    return JsonResponse({"files": [{"name": one["name"], "size": one["size"]} for one in files]})


class File(View):
    def get(self, request, tenant, name):
        path, _ = stored_file(tenant, name)
        return FileResponse(open(path, "rb"), as_attachment=True)

    def delete(self, request, tenant, name):
        path, size = stored_file(tenant, name)
        os.unlink(path)
        db.delete(db.file_key(tenant, name))
        db.add_usage(tenant, -size, -1)
        return HttpResponse(status=204)


@require_http_methods(["POST"])
def copy(request, tenant, name):
    path, size = stored_file(tenant, name)
    to = json_body(request, "to")["to"]
    if not isinstance(to, str) or not SAFE_NAME.fullmatch(to):
        raise ApiError(422, "that is no file name")
    shutil.copyfile(path, os.path.join(settings.INGEST["store"], tenant, to))
    db.put({**db.file_key(tenant, to), "name": {"S": to}, "size": {"N": str(size)}})
    db.add_usage(tenant, size, 1)
    return JsonResponse({"name": to, "size": size}, status=201)


@require_http_methods(["GET"])
def usage(request, tenant):
    item = db.get(db.usage_key(tenant))
    return JsonResponse({"bytes": 0, "files": 0} if item is None else {k: v for k, v in db.plain(item).items() if k in ("bytes", "files")})
