"""Originals in S3, as the naive service keeps them: who knows a key may have the object."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from acme import objects


@require_http_methods(["PUT"])
def store(request, name):
    key = f"{request.tenant}/{name}"
    objects.put(key, request.body)
    return JsonResponse({"key": key}, status=201)


@require_http_methods(["GET"])
def read(request):
    content = objects.get(request.GET["key"])
    if content is None:
        return JsonResponse({"error": "not found"}, status=404)
    return HttpResponse(content, content_type="application/octet-stream")
