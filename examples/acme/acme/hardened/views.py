"""The safe views. What a caller names is looked up among what the caller's tenant owns, and nowhere else."""

import uuid

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from acme import tables
from acme.hardened import files, records
from acme.hardened.answers import Refused, answering
from acme.hardened.requests import (
    SHORT_NAME,
    UUID,
    display_name,
    identifier,
    json_object,
    text,
)

OWNERS = uuid.UUID("5a9bd6ad-1c1c-4b0e-9d0e-0b6a3f0c7d55")


@require_http_methods(["GET", "POST"])
@answering
def assets(request):
    return upload(request) if request.method == "POST" else listing(request)


def upload(request):
    file = request.FILES.get("file")
    if file is None or file.size > files.BYTES_MAX:
        raise Refused(400, "file is missing or too large")
    name = display_name(request.POST)
    stored = files.create_file([request.tenant, "objects"], file.read())
    id = records.add(request.tenant, "ASSET", {"name": name, "file": stored})
    records.count("uploads")
    return JsonResponse({"id": id, "name": name}, status=201)


def listing(request):
    own_tenant(request, request.GET.get("tenant", request.tenant))
    found = records.every(request.tenant, "ASSET")
    return JsonResponse({"assets": [{"id": item["id"], "name": item["name"]} for item in found]})


@require_http_methods(["GET", "DELETE"])
@answering
def asset(request, id):
    return download(request, id) if request.method == "GET" else delete(request, id)


def download(request, id):
    return HttpResponse(content_of(request.tenant, id), content_type="application/octet-stream")


def content_of(tenant, id):
    item = records.get(tenant, "ASSET", identifier(id))
    if "alias_of" in item:
        item = records.get(tenant, "ASSET", item["alias_of"])
    if "file" not in item:
        raise Refused(404, "there is no such thing")
    return files.read_file([tenant, "objects", item["file"]])


def delete(request, id):
    remove_asset(request.tenant, identifier(id))
    return HttpResponse(status=204)


def remove_asset(tenant, id):
    item = records.remove(tenant, "ASSET", id)
    if "file" in item:
        files.delete_file([tenant, "objects", item["file"]])
    if "thumbnail" in item:
        files.delete_file([tenant, "thumbnails", item["thumbnail"]])


@require_http_methods(["POST"])
@answering
def rename(request):
    body = json_object(request)
    id = identifier(body.get("id"))
    name = display_name(body)
    records.change(request.tenant, "ASSET", id, "name", name)
    return JsonResponse({"id": id, "name": name})


@require_http_methods(["POST"])
@answering
def protect(request):
    id = identifier(json_object(request).get("id"))
    records.change(request.tenant, "ASSET", id, "protected", True)
    return JsonResponse({"id": id})


@require_http_methods(["POST"])
@answering
def alias(request):
    body = json_object(request)
    name = display_name(body, "alias")
    meant = records.get(request.tenant, "ASSET", identifier(body.get("id")))
    id = records.add(request.tenant, "ASSET", {"name": name, "alias_of": meant["id"]})
    return JsonResponse({"id": id}, status=201)


@require_http_methods(["POST"])
@answering
def attach(request):
    body = json_object(request)
    title = display_name(body, "title")
    meant = records.get(request.tenant, "ASSET", identifier(body.get("asset")))
    id = records.add(request.tenant, "ATTACHMENT", {"title": title, "asset": meant["id"]})
    return JsonResponse({"id": id}, status=201)


@require_http_methods(["GET", "DELETE"])
@answering
def attachment(request, id):
    if request.method == "DELETE":
        gone = records.remove(request.tenant, "ATTACHMENT", identifier(id))
        remove_asset(request.tenant, gone["asset"])
        return HttpResponse(status=204)
    kept = records.get(request.tenant, "ATTACHMENT", identifier(id))
    return HttpResponse(content_of(request.tenant, kept["asset"]), content_type="application/octet-stream")


@require_http_methods(["GET", "PUT"])
@answering
def note(request, name):
    identifier(name, SHORT_NAME)
    return save_note(request, name) if request.method == "PUT" else read_note(request, name)


def save_note(request, name):
    content = text(json_object(request), "text").encode("utf-8")
    stored = files.create_file([request.tenant, "notes"], content)
    replaced = tables.assets().put_item(
        Item={**records.key(request.tenant, "NOTE", name), "file": stored}, ReturnValues="ALL_OLD"
    )
    if "Attributes" in replaced:
        files.delete_file([request.tenant, "notes", replaced["Attributes"]["file"]])
    return JsonResponse({"name": name})


def read_note(request, name):
    item = records.get(request.tenant, "NOTE", name)
    content = files.read_file([request.tenant, "notes", item["file"]])
    return JsonResponse({"name": name, "text": content.decode("utf-8", "replace")})


@require_http_methods(["PUT"])
@answering
def save_profile(request):
    body = json_object(request)
    username = identifier_of_user(body)
    # One profile a person, under an id that says nothing; the condition ties it to the caller for good.
    id = uuid.uuid5(OWNERS, f"{request.tenant}/{request.user_name}").hex
    tables.profiles().put_item(
        Item={
            "pk": id,
            "owner": owner_of(request),
            "username": username,
            "email": text(body, "email", 254),
            "bio": text(body, "bio"),
        },
        ConditionExpression="attribute_not_exists(pk) OR #owner = :owner",
        ExpressionAttributeNames={"#owner": "owner"},
        ExpressionAttributeValues={":owner": owner_of(request)},
    )
    return JsonResponse({"id": id})


def identifier_of_user(body):
    username = text(body, "username", 32)
    if not SHORT_NAME.fullmatch(username):
        raise Refused(400, "username is not made of ASCII letters and digits")
    return username


@require_http_methods(["GET"])
@answering
def read_profile(request, id):
    # Anyone's item is fetched, only the owner's is shown: whose it is stands in the item, not in the key.
    item = tables.profiles().get_item(Key={"pk": identifier(id)}, ConsistentRead=True).get("Item")
    if item is None or item["owner"] != owner_of(request):
        raise Refused(404, "there is no such thing")
    return JsonResponse({name: item[name] for name in ("username", "email", "bio")})


def owner_of(request):
    return f"{request.tenant}/{request.user_name}"


@require_http_methods(["POST"])
@answering
def import_item(request):
    body = json_object(request)
    own_tenant(request, body.get("tenant"))
    external_id = identifier(body.get("external_id"), UUID)
    item = {**records.key(request.tenant, "IMPORT", external_id), "data": text(body, "data")}
    tables.assets().put_item(Item=item)
    return JsonResponse({"key": f"{request.tenant}:{external_id}"}, status=201)


@require_http_methods(["DELETE"])
@answering
def drop_import(request, key):
    tenant, _, external_id = key.partition(":")
    own_tenant(request, tenant)
    records.remove(request.tenant, "IMPORT", identifier(external_id, UUID))
    return HttpResponse(status=204)


def own_tenant(request, named):
    """A caller may name a tenant, as long as it is the caller's own."""
    if named != request.tenant:
        raise Refused(404, "there is no such thing")
