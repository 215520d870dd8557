import re

from django.contrib.auth.hashers import check_password, make_password
from django.http import JsonResponse
from django.views.decorators.http import require_GET, require_POST
from pynamodb.exceptions import PutError

from core.auth import issue_token
from core.models import Account

from .http import problem, read_json

WORKSPACE = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")


@require_POST
def create(request):
    """A new workspace with its first account."""
    body = read_json(request)
    email, password, workspace = (str(body.get(name, "")) for name in ("email", "password", "workspace"))
    if "@" not in email or len(password) < 6 or not WORKSPACE.fullmatch(workspace):
        return problem(422, "email, password (6 or more) and workspace are required")
    account = Account(email, workspace=workspace, password=make_password(password))
    try:
        account.save(Account.email.does_not_exist())
    except PutError:
        return problem(409, "there is such an account")
    return JsonResponse({"email": email, "workspace": workspace}, status=201)


@require_POST
def log_in(request):
    body = read_json(request)
    email = str(body.get("email") or "-")
    try:
        account = Account.get(email)
    except Account.DoesNotExist:
        return problem(403, "wrong email or password")
    if not check_password(str(body.get("password", "")), account.password):
        return problem(403, "wrong email or password")
    return JsonResponse({"token": issue_token(account.email, account.workspace), "token_type": "bearer"})


@require_GET
def me(request):
    return JsonResponse({"email": request.caller.email, "workspace": request.caller.workspace})
