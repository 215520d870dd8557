"""The naive task list: keys, cursors and expressions are made of what a request says."""

import base64
import json
import uuid

from boto3.dynamodb.conditions import Attr, Key
from django.core.cache import cache
from django.http import JsonResponse
from django.views.decorators.http import require_http_methods

from acme import tables

PAGE = 2
SECONDS = 60


@require_http_methods(["GET", "POST"])
def tasks(request):
    return add(request) if request.method == "POST" else page(request)


def add(request):
    body = json.loads(request.body)
    id = uuid.uuid4().hex
    tables.tasks().put_item(
        Item={
            "pk": request.tenant,
            "sk": id,
            "tenant": request.tenant,
            "board": body["board"],
            "title": body["title"],
            "original": body["original"],
        }
    )
    return JsonResponse({"id": f"{request.tenant}|{id}"}, status=201)


def page(request):
    """A page, and a cursor for the next one: the key at which it begins."""
    cursor = request.GET.get("cursor")
    start = json.loads(base64.urlsafe_b64decode(cursor)) if cursor else {"pk": request.tenant, "sk": "0"}
    answer = tables.tasks().query(
        KeyConditionExpression=Key("pk").eq(start["pk"]), ExclusiveStartKey=start, Limit=PAGE
    )
    last = json.dumps(answer.get("LastEvaluatedKey") or start)
    following = base64.urlsafe_b64encode(last.encode()).decode()
    return JsonResponse({"tasks": shown(answer["Items"]), "cursor": following})


@require_http_methods(["GET"])
def board(request, board):
    # The index knows boards alone, and every tenant's tasks are in it.
    answer = tables.tasks().query(IndexName="by-board", KeyConditionExpression=Key("board").eq(board))
    return JsonResponse({"tasks": shown(answer["Items"])})


@require_http_methods(["GET"])
def summary(request, board):
    """The titles on a board, kept for a minute under the name of the board."""
    titles = cache.get(f"summary:{board}")
    if titles is None:
        answer = tables.tasks().query(
            KeyConditionExpression=Key("pk").eq(request.tenant), FilterExpression=Attr("board").eq(board)
        )
        titles = [item["title"] for item in answer["Items"]]
        cache.set(f"summary:{board}", titles, SECONDS)
    return JsonResponse({"titles": titles})


@require_http_methods(["POST"])
def search(request):
    body = json.loads(request.body)
    answer = tables.tasks().query(
        KeyConditionExpression="pk = :tenant",
        FilterExpression=f"{body['field']} = :value",
        ProjectionExpression=body["fields"],
        ExpressionAttributeValues={":tenant": request.tenant, ":value": body["value"]},
    )
    return JsonResponse({"tasks": answer["Items"]})


@require_http_methods(["GET"])
def batch(request):
    """Several tasks by their ids, in one request."""
    ids = [id.split("|") for id in request.GET["ids"].split(",")]
    name = tables.tasks().name
    answer = tables.resource().batch_get_item(
        RequestItems={name: {"Keys": [{"pk": tenant, "sk": id} for tenant, id in ids]}}
    )
    return JsonResponse({"tasks": shown(answer["Responses"][name])})


def shown(items):
    return [{"id": f"{item['pk']}|{item['sk']}", "title": item.get("title")} for item in items]
