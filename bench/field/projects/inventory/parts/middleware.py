import re

from django.http import JsonResponse

ORG = re.compile(r"[a-z0-9-]{2,40}")


class OrganisationMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/healthz":
            return self.get_response(request)
        org = request.headers.get("X-Org-Id", "")
        if not ORG.fullmatch(org):
            return JsonResponse({"error": "X-Org-Id is missing"}, status=401)
        request.org = org
        return self.get_response(request)
