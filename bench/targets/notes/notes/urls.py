"""Two endpoints, neither of which lets a name become more than a name."""

import hashlib
import os
from functools import lru_cache

import boto3
from django.conf import settings
from django.http import JsonResponse
from django.urls import path


@lru_cache(maxsize=None)
def table():
    return boto3.resource("dynamodb", region_name="us-east-1").Table("notes")


def digest_of(*parts):
    whole = "\0".join(part.replace("\0", "\0\0") for part in parts)
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()


def keep_file(request, name):
    place = os.path.join(settings.MEDIA_ROOT, digest_of(request.headers["X-Tenant"], name))
    with open(place, "wb") as file:
        file.write(request.body)
    with open(place, "rb") as file:
        return JsonResponse({"size": len(file.read())})


def keep_item(request, name):
    key = {"pk": request.headers["X-Tenant"], "sk": digest_of(name)}
    table().put_item(Item={**key, "size": len(request.body)})
    return JsonResponse({"size": int(table().get_item(Key=key)["Item"]["size"])})


urlpatterns = [
    path("files/<path:name>/", keep_file),
    path("items/<path:name>/", keep_item),
]
