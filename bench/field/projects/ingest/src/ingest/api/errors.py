import json

from django.http import JsonResponse


class ApiError(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class ErrorsAsJson:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, ApiError):
            return JsonResponse({"error": str(exception)}, status=exception.status)
        return None


def json_body(request, *required):
    try:
        body = json.loads(request.body)
    except ValueError:
        raise ApiError(400, "the body is no JSON") from None
    if not isinstance(body, dict):
        raise ApiError(400, "an object is expected")
    for name in required:
        if name not in body:
            raise ApiError(422, f"{name} is required")
    return body
