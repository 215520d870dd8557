"""Planted faults on items and their corrected twins. `tenant` is who asks; `id` is what the tenant sent."""

import functools
import sys
import unicodedata
from urllib.parse import unquote

import boto3
from boto3.dynamodb.conditions import Attr, Key


@functools.lru_cache(maxsize=None)
def notes():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("notes")


def make(tenant, id, text):
    """An item under the id alone, and one under a key that the tenant's name leads."""
    notes().put_item(Item={"pk": id, "sk": "note", "owner": tenant, "id": id, "text": text})
    notes().put_item(Item={"pk": tenant + "#" + id, "sk": "note", "owner": tenant, "id": id, "text": text})
    return id


def read(tenant, id):
    return notes().get_item(Key={"pk": id, "sk": "note"})["Item"]["text"]


def read_and_refuse(tenant, id):
    """Fetches first and looks whose it is: nothing of it is told."""
    item = notes().get_item(Key={"pk": id, "sk": "note"}).get("Item")
    if item is None or item["owner"] != tenant:
        raise LookupError("there is no such note")
    return item["text"]


def read_safely(tenant, id):
    return notes().get_item(Key={"pk": tenant + "#" + id, "sk": "note"})["Item"]["text"]


def checksum(tenant, id):
    """Tells something that depends on the content, and no word of it."""
    return sum(notes().get_item(Key={"pk": id, "sk": "note"})["Item"]["text"].encode())


def search(tenant, id):
    """Reads all rows; another tenant's are dropped before anything is told."""
    rows = notes().scan(FilterExpression=Attr("id").eq(id))["Items"]
    return [row["text"] for row in rows if row["owner"] == tenant]


def search_all(tenant, id):
    return [row["text"] for row in notes().scan(FilterExpression=Attr("id").eq(id))["Items"]]


def query(tenant, id):
    return [row["text"] for row in notes().query(KeyConditionExpression=Key("pk").eq(id))["Items"]]


def write(tenant, id):
    notes().put_item(Item={"pk": id, "sk": "note", "owner": tenant, "text": "overwritten"})


def write_safely(tenant, id):
    notes().put_item(
        Item={"pk": id, "sk": "note", "owner": tenant, "text": "overwritten"},
        ConditionExpression="attribute_not_exists(pk) OR #o = :me",
        ExpressionAttributeNames={"#o": "owner"},
        ExpressionAttributeValues={":me": tenant},
    )


def update(tenant, id):
    notes().update_item(
        Key={"pk": id, "sk": "note"},
        UpdateExpression="SET seen = :yes",
        ExpressionAttributeValues={":yes": True},
    )


def delete(tenant, id):
    notes().delete_item(Key={"pk": id, "sk": "note"})


def delete_safely(tenant, id):
    notes().delete_item(
        Key={"pk": id, "sk": "note"},
        ConditionExpression="#o = :me",
        ExpressionAttributeNames={"#o": "owner"},
        ExpressionAttributeValues={":me": tenant},
    )


def delete_batch(tenant, id):
    with notes().batch_writer() as batch:
        batch.delete_item(Key={"pk": id, "sk": "note"})


def log(tenant, id):
    """Refuses, but says to the log what it refused."""
    item = notes().get_item(Key={"pk": id, "sk": "note"}).get("Item")
    if item is None or item["owner"] != tenant:
        print("refused", item, file=sys.stderr, flush=True)
        raise LookupError("there is no such note")


def echo(tenant, id):
    return "there is no note " + id


def echo_folded(tenant, id):
    """Gives back what was sent in other letters: nothing of it was not known."""
    return "there is no note " + unicodedata.normalize("NFKC", unquote(id))


def complete(tenant, id):
    """Tells the ids that go on from what was sent."""
    return [row["id"] for row in notes().scan(FilterExpression=Attr("id").begins_with(id))["Items"]]


def claim(tenant, id):
    """Names are everybody's: a taken one cannot be had twice, and it shows."""
    try:
        notes().put_item(
            Item={"pk": id, "sk": "note", "owner": tenant}, ConditionExpression="attribute_not_exists(pk)"
        )
    except notes().meta.client.exceptions.ConditionalCheckFailedException:
        return "taken"
    return "claimed"


def claim_own(tenant, id):
    return claim(tenant, tenant + "#" + id + "#claimed")


def look(tenant, id):
    """Tells another's note from one that is not there."""
    item = notes().get_item(Key={"pk": id, "sk": "note"}).get("Item")
    if item is None:
        return "missing"
    return item["text"] if item["owner"] == tenant else "forbidden"


def compare(tenant, id):
    """A condition on what another's note holds."""
    try:
        notes().update_item(
            Key={"pk": id, "sk": "note"},
            UpdateExpression="SET seen = :yes",
            ConditionExpression="#o = :me OR NOT begins_with(#t, :word)",
            ExpressionAttributeNames={"#o": "owner", "#t": "text"},
            ExpressionAttributeValues={":yes": True, ":me": tenant, ":word": "zq"},
        )
    except notes().meta.client.exceptions.ConditionalCheckFailedException:
        return "it begins so"
    return "it begins otherwise"


def count(tenant, id):
    """How many notes of all tenants there are, none of which is told."""
    return notes().scan(Select="COUNT", FilterExpression=Attr("text").exists())["Count"]


def count_own(tenant, id):
    return notes().scan(Select="COUNT", FilterExpression=Attr("owner").eq(tenant))["Count"]


def page(tenant, id):
    """Rows of others are dropped after the page is cut: how full it is tells of them."""
    rows = notes().scan(Limit=4)["Items"]
    return len([row for row in rows if row["owner"] == tenant])


def pages(tenant, id):
    """All pages are read before any row is dropped."""
    rows, start = [], {}
    while True:
        answer = notes().scan(Limit=4, **start)
        rows += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return len([row for row in rows if row["owner"] == tenant])
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def ask_for_limits(tenant, id):
    """What the embedded engine does not offer."""
    return notes().meta.client.describe_limits()["AccountMaxReadCapacityUnits"]


def make_that_expires(tenant, id, text):
    """Says that items expire, then makes one."""
    client = notes().meta.client
    expiry = {"Enabled": True, "AttributeName": "until"}
    assert client.update_time_to_live(TableName="notes", TimeToLiveSpecification=expiry)["TimeToLiveSpecification"] == expiry
    return make(tenant, id, text)


def batch(tenant, ids):
    """Looks its own items up, and says what it was asked for."""
    for id in ids:
        notes().get_item(Key={"pk": tenant + "#" + id, "sk": "note"})
    return ids


def make_next(tenant, id, text):
    """Under the first name that is free. It tells which names are taken, and no more."""
    for count in range(1, 9):
        name = id if count == 1 else f"{id}-{count}"
        if put_new(name, tenant, text):
            return name
    raise LookupError("all names are taken")


def put_new(name, tenant, text):
    try:
        item = {"pk": name, "sk": "named", "owner": tenant, "text": text}
        notes().put_item(Item=item, ConditionExpression=Attr("pk").not_exists())
    except notes().meta.client.exceptions.ConditionalCheckFailedException:
        return False
    return True
