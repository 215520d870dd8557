"""Names that tenants take from one pool for a while, or until they give them up. `who` asks."""

import functools
import time
import uuid

import boto3
from boto3.dynamodb.conditions import Attr


@functools.lru_cache(maxsize=None)
def table():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("things")


def key(kind, name):
    return {"pk": "%s#%s" % (kind, name), "sk": "-"}


def now():
    return int(time.time())


def put_lease(kind, who, name, seconds, condition=None, **more):
    item = {**key(kind, name), "holder": who, "expires": now() + seconds, **more}
    table().put_item(Item=item, **({} if condition is None else {"ConditionExpression": condition}))


def is_free():
    return Attr("pk").not_exists() | Attr("expires").lt(now())


def lease(who, name):
    """Safe: over at once, and then whoever's comes."""
    put_lease("lease", who, name, -1, is_free(), fence=uuid.uuid4().hex)


def lease_in_transaction(who, name):
    """Safe: the same in a transaction."""
    item = {**key("lease", name), "holder": who, "expires": now() + 60}
    put = {
        "TableName": "things",
        "Item": item,
        "ConditionExpression": "attribute_not_exists(pk) OR expires < :now",
        "ExpressionAttributeValues": {":now": now()},
    }
    table().meta.client.transact_write_items(TransactItems=[{"Put": put}])


def lease_long(who, name):
    put_lease("long", who, name, 3600, is_free())


def take_lease(who, name):
    """Safe: by an update, after a look at it."""
    item = table().get_item(Key=key("lease", name)).get("Item")
    if item is not None and item["expires"] >= now():
        raise ValueError("it is held")
    table().update_item(
        Key=key("lease", name),
        UpdateExpression="SET holder = :me, expires = :then",
        ConditionExpression="attribute_not_exists(expires) OR expires < :now OR holder = :me",
        ExpressionAttributeValues={":me": who, ":then": now() + 60, ":now": now()},
    )


def give_back(who, name):
    """Safe: by its holder alone."""
    table().delete_item(Key=key("lease", name), ConditionExpression=Attr("holder").eq(who))


def clear_lease(who, name):
    """Safe: away with what is over, and then it is taken."""
    table().delete_item(Key=key("lease", name), ConditionExpression=Attr("expires").lt(now()))
    put_lease("lease", who, name, 60, Attr("pk").not_exists())


def take_long(who, name):
    put_lease("long", who, name, 60, is_free())


def seize(who, name):
    """Flawed: held or not."""
    put_lease("lease", who, name, 60)


def seize_from_others(who, name):
    """Flawed: a condition that asks for nothing that matters."""
    put_lease("lease", who, name, 60, Attr("holder").ne(who))


def take_at(who, name, at):
    """Flawed: what time it is, the request says."""
    put_lease("lease", who, name, 60, Attr("expires").lt(int(at)))


def write(who, name, text):
    """A document that may be edited where nobody does; and its version."""
    item = {**key("text", name), "editor": who, "text": text, "expires": now() - 1, "version": 1}
    table().put_item(Item=item, ConditionExpression=Attr("pk").not_exists())


def edit(who, name, text):
    """Flawed: whose it is, nobody asks."""
    put_lease("text", who, name, 60, Attr("expires").lt(now()), text=text)


def plan(who, name):
    table().put_item(Item={**key("plan", name), "editor": who, "version": 1, "expires": now() - 1})


def edit_plan(who, name, version):
    """Flawed: that the version is known makes nobody its owner."""
    table().put_item(
        Item={**key("plan", name), "editor": who, "version": int(version) + 1, "expires": now() + 60},
        ConditionExpression=Attr("version").eq(int(version)) & Attr("expires").lt(now()),
    )


def trial(who, name):
    table().put_item(Item={**key("trial", name), "user": who, "ends": now() - 1})


def extend_trial(who, name):
    """Flawed: of whomever it is, and stays."""
    table().update_item(
        Key=key("trial", name),
        UpdateExpression="SET ends = :then, extended_by = :me",
        ConditionExpression=Attr("ends").lt(now()),
        ExpressionAttributeValues={":then": now() + 60, ":me": who},
    )


def change_room(who, name, state, condition):
    names = {"#state": "state", "#holder": "holder"}
    table().update_item(
        Key=key("room", name),
        UpdateExpression="SET #state = :state" + (" REMOVE #holder" if state == "free" else ", #holder = :me"),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues={":state": state, ":free": "free", ":me": who}
        if state != "free"
        else {":state": state, ":me": who},
        ConditionExpression=condition,
    )


def enter(who, name):
    """Safe: where it is free."""
    change_room(who, name, "taken", "attribute_not_exists(pk) OR #state = :free")


def leave(who, name):
    """It stays, and is free."""
    change_room(who, name, "free", "#holder = :me")


def enter_anyway(who, name):
    """Flawed: where there is a room."""
    change_room(who, name, "taken", "attribute_exists(pk) OR #state = :free")


def offer(who, name):
    table().put_item(Item={**key("room", name), "state": "free", "maker": who})
