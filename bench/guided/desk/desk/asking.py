"""Who asks, and what was sent. A gateway sets the header; no caller can."""

import json

from django.http import JsonResponse


class Refused(Exception):
    def __init__(self, status):
        super().__init__(status)
        self.status = status


class Asking:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.tenant = request.headers.get("X-Tenant", "")
        return self.get_response(request)

    def process_exception(self, request, error):
        if isinstance(error, Refused):
            return JsonResponse({"error": error.status}, status=error.status)
        if isinstance(error, FileNotFoundError):
            return JsonResponse({"error": 404}, status=404)
        if isinstance(error, (OSError, ValueError)):
            return JsonResponse({"error": 400}, status=400)
        return None


def members(request, *names):
    """Texts of a JSON object, in the order of their names."""
    try:
        found = json.loads(request.body)
    except ValueError:
        raise Refused(400) from None
    if not isinstance(found, dict):
        raise Refused(400)
    texts = [found.get(name) for name in names]
    if not all(isinstance(text, str) for text in texts):
        raise Refused(400)
    return texts
