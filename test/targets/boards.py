"""Notes that their owners may pin up for everybody, or offer to one who may take them over."""

import functools
import os

import boto3
from boto3.dynamodb.conditions import Attr


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


def key(id):
    return {"pk": id, "sk": "note"}


def pin(tenant, id, text):
    notes().put_item(Item={**key(id), "owner": tenant, "text": text, "pinned": True})
    return id


def keep(tenant, id, text):
    notes().put_item(Item={**key(id), "owner": tenant, "text": text, "pinned": False})
    return id


def show(tenant, id):
    """Whatever it is, pinned up or not."""
    return notes().get_item(Key=key(id)).get("Item", {}).get("text")


def show_pinned(tenant, id):
    item = notes().get_item(Key=key(id)).get("Item", {})
    return item.get("text") if item.get("pinned") or item.get("owner") == tenant else None


def pin_up(tenant, id):
    """Whosever it is."""
    change(id, "SET pinned = :value", Attr("pk").exists(), True)


def pin_up_own(tenant, id):
    change(id, "SET pinned = :value", Attr("owner").eq(tenant), True)


def offer(tenant, id, text):
    notes().put_item(Item={**key(id), "owner": tenant, "text": text, "to": "attacker"})
    return id


def take(tenant, id):
    """Takes over what is offered, and nothing else."""
    change(id, "SET #owner = :value REMOVE #to", Attr("to").eq(tenant), tenant)


def seize(tenant, id):
    change(id, "SET #owner = :value REMOVE #to", Attr("pk").exists(), tenant)


def change(id, update, condition, value):
    names = {word: word[1:] for word in ("#owner", "#to") if word in update}
    more = {"ExpressionAttributeNames": names} if names else {}
    notes().update_item(
        Key=key(id),
        UpdateExpression=update,
        ConditionExpression=condition,
        ExpressionAttributeValues={":value": value},
        **more,
    )


def post(root, tenant, id, text, draft):
    """The same in files: what is in the folder of the board may be read by everybody."""
    for folder, content in (("board", text), ("drawer", draft)):
        os.makedirs(os.path.join(root, folder), exist_ok=True)
        with open(os.path.join(root, folder, f"{tenant}-{id}"), "w") as file:
            file.write(content)
    return f"{tenant}-{id}"


def read(root, folder, name):
    with open(os.path.join(root, folder, os.path.basename(name))) as file:
        return file.read()
