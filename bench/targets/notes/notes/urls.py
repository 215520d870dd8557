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


def keep_file(request, name):
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    place = os.path.join(settings.MEDIA_ROOT, digest)
    with open(place, "wb") as file:
        file.write(request.body)
    with open(place, "rb") as file:
        return JsonResponse({"size": len(file.read())})


def keep_item(request, name):
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    key = {"pk": request.headers.get("X-Tenant", ""), "sk": digest}
    table().put_item(Item={**key, "size": len(request.body)})
    return JsonResponse({"size": int(table().get_item(Key=key)["Item"]["size"])})


urlpatterns = [
    path("files/<path:name>/", keep_file),
    path("items/<path:name>/", keep_item),
]
