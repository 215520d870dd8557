"""Who is calling.

The service stands behind a gateway that authenticates every caller, removes these two headers from whatever
came in, and sets them itself. So they can be trusted here, unlike anything else in a request.
"""

import re

from django.http import JsonResponse

NAME = re.compile(r"[a-z0-9-]{1,32}")


class IdentityMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.tenant = request.headers.get("X-Acme-Tenant", "")
        request.user_name = request.headers.get("X-Acme-User", "")
        if NAME.fullmatch(request.tenant) and NAME.fullmatch(request.user_name):
            return self.get_response(request)
        return JsonResponse({"error": "who are you?"}, status=401)
