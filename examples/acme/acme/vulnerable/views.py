"""The naive views: what the user calls a thing is what it is called on disk and in DynamoDB."""

import json
import os
import re
import uuid

from boto3.dynamodb.conditions import Key
from django.conf import settings
from django.http import FileResponse, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from acme import tables


def tenant_path(request, name):
    return os.path.join(settings.MEDIA_ROOT, request.tenant, name)


@require_http_methods(["GET", "POST"])
def assets(request):
    if request.method == "POST":
        return upload(request)
    tenant = request.GET.get("tenant", request.tenant)
    found = tables.assets().query(KeyConditionExpression=Key("pk").eq(tenant))["Items"]
    return JsonResponse({"assets": [{"id": item["sk"], "name": item.get("name")} for item in found]})


def upload(request):
    file = request.FILES["file"]
    name = request.POST.get("name") or file.name
    path = tenant_path(request, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    tables.assets().put_item(Item={"pk": request.tenant, "sk": name, "name": name, "size": file.size})
    return JsonResponse({"id": name, "name": name}, status=201)


@require_http_methods(["GET", "DELETE"])
def asset(request, id):
    path = tenant_path(request, id)
    if not os.path.exists(path):
        return JsonResponse({"error": "not found"}, status=404)
    if request.method == "GET":
        return FileResponse(open(path, "rb"), as_attachment=True)
    os.remove(path)
    tables.assets().delete_item(Key={"pk": request.tenant, "sk": id})
    return HttpResponse(status=204)


@require_http_methods(["POST"])
def rename(request):
    body = json.loads(request.body)
    old, new = tenant_path(request, body["id"]), tenant_path(request, body["name"])
    # Copied and removed, since the new name may lie on another volume.
    with open(old, "rb") as source:
        content = source.read()
    with open(new, "wb") as target:
        target.write(content)
    os.remove(old)
    table = tables.assets()
    table.delete_item(Key={"pk": request.tenant, "sk": body["id"]})
    table.put_item(Item={"pk": request.tenant, "sk": body["name"], "name": body["name"]})
    return JsonResponse({"id": body["name"], "name": body["name"]})


@require_http_methods(["POST"])
def protect(request):
    """Takes the right to write from everybody, so that nobody changes an approved asset by accident."""
    body = json.loads(request.body)
    path = tenant_path(request, body["id"])
    os.chmod(path, os.stat(path).st_mode & 0o7555)
    return JsonResponse({"id": body["id"]})


@require_http_methods(["POST"])
def alias(request):
    body = json.loads(request.body)
    if not re.fullmatch(r"[\w.-]+", body["alias"]):
        return JsonResponse({"error": "that is no name"}, status=400)
    target = tenant_path(request, body["id"])
    if not os.path.exists(target):
        return JsonResponse({"error": "not found"}, status=404)
    os.symlink(target, tenant_path(request, body["alias"]))
    tables.assets().put_item(Item={"pk": request.tenant, "sk": body["alias"], "name": body["alias"]})
    return JsonResponse({"id": body["alias"]}, status=201)


@require_http_methods(["POST"])
def attach(request):
    """Keeps which asset belongs to a title; the file is opened when somebody asks for it."""
    body = json.loads(request.body)
    id = uuid.uuid4().hex
    tables.assets().put_item(
        Item={"pk": request.tenant, "sk": f"attachment#{id}", "title": body["title"], "asset": body["asset"]}
    )
    return JsonResponse({"id": id}, status=201)


@require_http_methods(["GET", "DELETE"])
def attachment(request, id):
    key = {"pk": request.tenant, "sk": f"attachment#{id}"}
    item = tables.assets().get_item(Key=key).get("Item")
    if item is None:
        return JsonResponse({"error": "not found"}, status=404)
    path = tenant_path(request, item["asset"])
    if request.method == "GET":
        return FileResponse(open(path, "rb"))
    os.remove(path)
    tables.assets().delete_item(Key=key)
    return HttpResponse(status=204)


@require_http_methods(["GET", "PUT"])
def note(request, name):
    # No slashes, so no way out of the tenant's folder.
    if not re.fullmatch(r"[\w.-]+", name):
        return JsonResponse({"error": "that is no name"}, status=400)
    path = tenant_path(request, name)
    if request.method == "PUT":
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(json.loads(request.body)["text"])
        return JsonResponse({"name": name})
    if not os.path.exists(path):
        return JsonResponse({"error": "not found"}, status=404)
    with open(path, errors="replace") as file:
        return JsonResponse({"name": name, "text": file.read()})


@require_http_methods(["PUT"])
def save_profile(request):
    body = json.loads(request.body)
    tables.profiles().put_item(
        Item={"pk": "USER#" + body["username"], "email": body["email"], "bio": body["bio"]}
    )
    return JsonResponse({"id": body["username"]})


@require_http_methods(["GET"])
def read_profile(request, id):
    item = tables.profiles().get_item(Key={"pk": "USER#" + id}).get("Item")
    if item is None:
        return JsonResponse({"error": "not found"}, status=404)
    return JsonResponse({"username": id, "email": item["email"], "bio": item["bio"]})


@require_http_methods(["POST"])
def import_item(request):
    body = json.loads(request.body)
    key = body["tenant"] + body["external_id"]
    tables.assets().put_item(Item={"pk": key, "sk": "import", "data": body["data"]})
    return JsonResponse({"key": key}, status=201)


@require_http_methods(["DELETE"])
def drop_import(request, key):
    tables.assets().delete_item(Key={"pk": key, "sk": "import"})
    return HttpResponse(status=204)
