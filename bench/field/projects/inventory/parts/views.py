import json
import uuid
from datetime import datetime, timezone

from boto3.dynamodb.conditions import Attr, Key
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from .tables import counts_table, labels_table, movements_table, parts_table

SEARCHABLE = {"name", "location", "supplier"}


def body_of(request):
    try:
        data = json.loads(request.body or b"{}")
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def bad(message):
    return JsonResponse({"error": message}, status=400)


def not_found():
    return JsonResponse({"error": "not found"}, status=404)


def plain(item):
    return {name: int(value) if hasattr(value, "is_finite") else value for name, value in item.items()}


def healthz(request):
    return HttpResponse("ok")


@require_http_methods(["GET", "POST"])
def parts(request):
    table = parts_table()
    if request.method == "GET":
        found = table.query(KeyConditionExpression=Key("org").eq(request.org), Limit=100)
        return JsonResponse({"parts": [plain(item) for item in found["Items"]]})
    data = body_of(request)
    if data is None or not str(data.get("name", "")).strip():
        return bad("name is required")
    item = {
        "org": request.org,
        "sku": str(data.get("sku") or uuid.uuid4().hex[:10]),
        "name": str(data["name"]),
        "location": str(data.get("location") or "unassigned"),
        "supplier": str(data.get("supplier") or "-"),
        "quantity": _whole(data.get("quantity")),
    }
    table.put_item(Item=item)
    return JsonResponse(item, status=201)


@require_http_methods(["GET", "PUT", "DELETE"])
def part(request, sku):
    table = parts_table()
    key = {"org": request.org, "sku": sku}
    stored = table.get_item(Key=key).get("Item")
    if stored is None:
        return not_found()
    if request.method == "DELETE":
        table.delete_item(Key=key)
        return HttpResponse(status=204)
    if request.method == "PUT":
        data = body_of(request)
        if data is None:
            return bad("a JSON object is expected")
        # Everything the client sends is kept, except who owns the part and what it is called.
        stored = {**stored, **{k: v for k, v in data.items() if isinstance(v, str)}, **key}
        table.put_item(Item=stored)
    return JsonResponse(plain(stored))


@require_http_methods(["GET"])
def search(request):
    """?sku=PREFIX, or ?field=name&value=..."""
    condition = Key("org").eq(request.org)
    if request.GET.get("sku"):
        condition = condition & Key("sku").begins_with(request.GET["sku"])
    arguments = {"KeyConditionExpression": condition}
    field = request.GET.get("field")
    if field:
        if field not in SEARCHABLE:
            return bad("no such field")
        arguments["FilterExpression"] = Attr(field).contains(request.GET.get("value", ""))
    found = parts_table().query(**arguments)
    return JsonResponse({"parts": [plain(item) for item in found["Items"]]})


@require_http_methods(["POST"])
def lookup(request):
    """Several parts at once: {"skus": ["a", "b"]}"""
    data = body_of(request)
    skus = data.get("skus") if data else None
    if not isinstance(skus, list) or not skus:
        return bad("skus is required")
    table = parts_table()
    wanted = sorted({str(sku) for sku in skus if sku})[:25]
    answer = table.meta.client.batch_get_item(
        RequestItems={table.name: {"Keys": [{"org": request.org, "sku": sku} for sku in wanted]}}
    )
    return JsonResponse({"parts": [plain(item) for item in answer["Responses"][table.name]]})


@require_http_methods(["GET"])
def parts_at(request, location):
    found = parts_table().query(
        IndexName="by-location", KeyConditionExpression=Key("location").eq(location)
    )
    return JsonResponse({"location": location, "parts": [plain(item) for item in found["Items"]]})


@require_http_methods(["GET", "POST"])
def movements(request, sku):
    table = movements_table()
    part = f"{request.org}#{sku}"
    if request.method == "GET":
        found = table.query(KeyConditionExpression=Key("part").eq(part), ScanIndexForward=False)
        return JsonResponse({"movements": [plain(item) for item in found["Items"]]})
    data = body_of(request)
    if data is None:
        return bad("a JSON object is expected")
    item = {
        "part": part,
        "at": datetime.now(timezone.utc).isoformat(),
        "change": _whole(data.get("change")),
        "reason": str(data.get("reason", "")),
    }
    table.put_item(Item=item)
    return JsonResponse(item, status=201)


@require_http_methods(["GET", "PUT"])
def count(request, name):
    """Stock counts, one for each name, e.g. `2026-spring`."""
    table = counts_table()
    key = {"id": f"{request.org}-{name}"}
    if request.method == "PUT":
        data = body_of(request)
        if data is None:
            return bad("a JSON object is expected")
        table.update_item(
            Key=key,
            UpdateExpression="SET #c = :c, #n = :n",
            ExpressionAttributeNames={"#c": "counted", "#n": "note"},
            ExpressionAttributeValues={":c": _whole(data.get("counted")), ":n": str(data.get("note", ""))},
        )
    item = table.get_item(Key=key).get("Item")
    return not_found() if item is None else JsonResponse(plain(item))


@require_http_methods(["POST"])
def labels(request):
    data = body_of(request)
    if data is None or not data.get("text"):
        return bad("text is required")
    item = {"id": uuid.uuid4().hex, "org": request.org, "text": str(data["text"])}
    labels_table().put_item(Item=item)
    return JsonResponse(item, status=201)


@require_http_methods(["GET", "DELETE"])
def label(request, label_id):
    table = labels_table()
    if request.method == "DELETE":
        table.delete_item(Key={"id": label_id})
        return HttpResponse(status=204)
    item = table.get_item(Key={"id": label_id}).get("Item")
    if item is None or item["org"] != request.org:
        return not_found()
    return JsonResponse(item)


def _whole(value):
    try:
        return int(value or 0)
    except (TypeError, ValueError):
        return 0
