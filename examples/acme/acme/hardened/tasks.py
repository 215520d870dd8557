"""The safe task list: every key, cursor and expression is made here, of the caller's tenant and of checked parts."""

import base64
import hashlib

from boto3.dynamodb.conditions import Attr, Key
from django.core.cache import cache
from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

from acme import tables
from acme.hardened import records
from acme.hardened.answers import Refused, answering
from acme.hardened.requests import display_name, identifier, json_object, text

PAGE = 2
SECONDS = 60
IDS_MAX = 20
SEARCHABLE = frozenset(["board", "title"])


@require_http_methods(["GET", "POST"])
@answering
def tasks(request):
    return add(request) if request.method == "POST" else page(request)


def add(request):
    body = json_object(request)
    board = display_name(body, "board")
    id = records.new_id()
    item = {
        **records.key(request.tenant, "TASK", id),
        "id": id,
        "tenant": request.tenant,
        "board": board,
        "on": on_board(request.tenant, board),
        "title": display_name(body, "title"),
        "original": text(body, "original", 200),
    }
    tables.tasks().put_item(Item=item, ConditionExpression=Attr("pk").not_exists())
    return JsonResponse({"id": id}, status=201)


def on_board(tenant, board):
    """What the index is asked for: tenant and board, neither of which can reach into the other."""
    return hashlib.sha256(f"{len(tenant)}:{tenant}{board}".encode()).hexdigest()


def page(request):
    """A page, and a cursor for the next one: the id that it ends with. Whose tasks they are stands in no cursor."""
    page = {}
    if request.GET.get("cursor"):
        page["ExclusiveStartKey"] = records.key(request.tenant, "TASK", place_of(request.GET["cursor"]))
    condition = records.begins_with(request.tenant, "TASK")
    answer = tables.tasks().query(KeyConditionExpression=condition, Limit=PAGE, **page)
    last = answer["Items"][-1]["id"] if answer["Items"] else "0" * 32
    following = base64.urlsafe_b64encode(last.encode()).decode()
    return JsonResponse({"tasks": shown(answer["Items"]), "cursor": following})


def place_of(cursor):
    try:
        return identifier(base64.urlsafe_b64decode(cursor).decode())
    except ValueError:
        raise Refused(404, "there is no such thing") from None


@require_http_methods(["GET"])
@answering
def board(request, board):
    return JsonResponse({"tasks": shown(on(request.tenant, board))})


def on(tenant, board):
    condition = Key("on").eq(on_board(tenant, display_name({"name": board})))
    return tables.tasks().query(IndexName="by-board", KeyConditionExpression=condition)["Items"]


@require_http_methods(["GET"])
@answering
def summary(request, board):
    """The titles on a board, kept for a minute under the tenant and the board."""
    key = "summary:" + on_board(request.tenant, display_name({"name": board}))
    titles = cache.get(key)
    if titles is None:
        titles = [item["title"] for item in on(request.tenant, board)]
        cache.set(key, titles, SECONDS)
    return JsonResponse({"titles": titles})


@require_http_methods(["POST"])
@answering
def search(request):
    body = json_object(request)
    field, fields = text(body, "field", 20), text(body, "fields", 40).split(",")
    if field not in SEARCHABLE or not SEARCHABLE.issuperset(fields):
        raise Refused(400, "there is no such field")
    condition = records.begins_with(request.tenant, "TASK")
    answer = tables.tasks().query(
        KeyConditionExpression=condition, FilterExpression=Attr(field).eq(text(body, "value"))
    )
    return JsonResponse({"tasks": [{name: item[name] for name in fields} for item in answer["Items"]]})


@require_http_methods(["GET"])
@answering
def batch(request):
    """Several tasks by their ids, in one request. An id of somebody else's is an id that the caller has not."""
    ids = {identifier(id) for id in request.GET.get("ids", "").split(",")[:IDS_MAX]}
    name = tables.tasks().name
    keys = [records.key(request.tenant, "TASK", id) for id in ids]
    answer = tables.resource().batch_get_item(RequestItems={name: {"Keys": keys}})
    return JsonResponse({"tasks": shown(answer["Responses"][name])})


def shown(items):
    return [{"id": item["id"], "title": item["title"]} for item in items]
