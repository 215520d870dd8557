"""Items in DynamoDB. A key begins with the tenant, as the gateway names it, and ends with an id of ours."""

import uuid

from boto3.dynamodb.conditions import Attr, Key

from acme import tables
from acme.hardened.answers import Refused


def key(tenant, kind, id):
    return {"pk": f"TENANT#{tenant}", "sk": f"{kind}#{id}"}


def begins_with(tenant, kind):
    """The condition of a query for all of a tenant's items of one kind."""
    return Key("pk").eq(f"TENANT#{tenant}") & Key("sk").begins_with(f"{kind}#")


def new_id():
    return uuid.uuid4().hex


def add(tenant, kind, attributes):
    """Puts a new item under a new id, which it returns."""
    id = new_id()
    item = {**attributes, **key(tenant, kind, id), "id": id}
    tables.assets().put_item(Item=item, ConditionExpression=Attr("pk").not_exists())
    return id


def get(tenant, kind, id):
    item = tables.assets().get_item(Key=key(tenant, kind, id), ConsistentRead=True).get("Item")
    if item is None:
        raise Refused(404, "there is no such thing")
    return item


def change(tenant, kind, id, name, value):
    """Sets one attribute of an item that exists."""
    try:
        tables.assets().update_item(
            Key=key(tenant, kind, id),
            UpdateExpression="SET #name = :value",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeNames={"#name": name},
            ExpressionAttributeValues={":value": value},
        )
    except tables.assets().meta.client.exceptions.ConditionalCheckFailedException:
        raise Refused(404, "there is no such thing") from None


def remove(tenant, kind, id):
    """Deletes an item and returns what it was."""
    gone = tables.assets().delete_item(Key=key(tenant, kind, id), ReturnValues="ALL_OLD").get("Attributes")
    if gone is None:
        raise Refused(404, "there is no such thing")
    return gone


def every(tenant, kind):
    """All items of one kind that a tenant has."""
    condition = begins_with(tenant, kind)
    found = []
    page = {}
    while True:
        answer = tables.assets().query(KeyConditionExpression=condition, **page)
        found.extend(answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return found
        page = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def count(what):
    """One counter for the whole service: all tenants write this item, and no answer shows it."""
    tables.assets().update_item(
        Key={"pk": "STATISTICS", "sk": what},
        UpdateExpression="ADD #count :one",
        ExpressionAttributeNames={"#count": "count"},
        ExpressionAttributeValues={":one": 1},
    )
