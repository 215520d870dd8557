"""Bearer tokens: a JSON payload and its HMAC, both in base64."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import JsonResponse

OPEN = {"/api/v1/accounts", "/api/v1/sessions"}


@dataclass(frozen=True)
class Caller:
    email: str
    workspace: str


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(payload: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), payload, hashlib.sha256).digest()


def issue_token(email: str, workspace: str) -> str:
    claims = {"sub": email, "ws": workspace, "exp": int(time.time()) + settings.TOKEN_LIFETIME}
    payload = json.dumps(claims).encode()
    return f"{_encode(payload)}.{_encode(sign(payload))}"


def read_token(token: str):
    try:
        payload, signature = (_decode(part) for part in token.split("."))
        claims = json.loads(payload) if hmac.compare_digest(sign(payload), signature) else None
    except ValueError:
        return None
    if claims is None or claims["exp"] < time.time():
        return None
    return Caller(email=claims["sub"], workspace=claims["ws"])


class BearerTokenMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path in OPEN:
            return self.get_response(request)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        caller = read_token(token) if scheme.lower() == "bearer" else None
        if caller is None:
            response = JsonResponse({"detail": "a bearer token is required"}, status=401)
            response["WWW-Authenticate"] = "Bearer"
            return response
        request.caller = caller
        return self.get_response(request)
