"""The advisory's remedies, as it gives them. Everything that they do not speak of is the hardened twin's.

R1: a profile's partition key is a fresh UUID; the user name is an attribute and passes `isalnum`.
R2: an imported item's key is a tenant and a UUID, each matched in full, joined with `:`.
"""

import re
import uuid

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from acme import tables
from acme.hardened.answers import Refused, answering
from acme.hardened.requests import is_plain, json_object, text
from acme.hardened.views import (  # noqa: F401
    alias,
    asset,
    assets,
    attach,
    attachment,
    note,
    owner_of,
    protect,
    read_profile,
    rename,
)

TENANT = re.compile(r"[a-z0-9\-]{1,32}")
EXTERNAL_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@require_http_methods(["PUT"])
@answering
def save_profile(request):
    body = json_object(request)
    username = text(body, "username", 64)
    if not username.isalnum():
        raise Refused(400, "username may hold letters and digits only")
    id = uuid.uuid4().hex
    tables.profiles().put_item(
        Item={
            "pk": id,
            "owner": owner_of(request),
            "username": username,
            "email": text(body, "email", 254),
            "bio": text(body, "bio"),
        }
    )
    return JsonResponse({"id": id})


@require_http_methods(["POST"])
@answering
def import_item(request):
    body = json_object(request)
    key = import_key(body.get("tenant"), body.get("external_id"))
    tables.assets().put_item(Item={"pk": key, "sk": "IMPORT", "data": text(body, "data")})
    return JsonResponse({"key": key}, status=201)


@require_http_methods(["DELETE"])
@answering
def drop_import(request, key):
    tenant, _, external_id = key.partition(":")
    if tenant != request.tenant or not is_plain(external_id):
        raise Refused(404, "there is no such thing")
    tables.assets().delete_item(Key={"pk": import_key(tenant, external_id), "sk": "IMPORT"})
    return HttpResponse(status=204)


def import_key(tenant, external_id):
    if not isinstance(tenant, str) or not TENANT.fullmatch(tenant):
        raise Refused(400, "tenant is not a tenant's name")
    if not isinstance(external_id, str) or not EXTERNAL_ID.fullmatch(external_id):
        raise Refused(400, "external_id is not a UUID")
    return f"{tenant}:{external_id}"
