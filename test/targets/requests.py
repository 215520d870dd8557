"""Requests whose form or range an argument decides, and their corrected twins. `tenant` is who asks."""

import functools

import boto3
from boto3.dynamodb.conditions import Attr, Key


@functools.lru_cache(maxsize=None)
def resource():
    return boto3.resource("dynamodb", region_name="eu-central-1")


def rows():
    return resource().Table("rows")


def make(tenant, id, title):
    sort = "note#" + tenant + "#" + id
    item = {"pk": "NOTES", "sk": sort, "ownr": tenant, "title": title, "body": "b", "tags": {}, "day": "1"}
    rows().put_item(Item=item)
    return sort


def own(tenant):
    return Key("pk").eq("NOTES") & Key("sk").begins_with("note#" + tenant + "#")


def listing(tenant, condition, **more):
    found = rows().query(KeyConditionExpression=condition, **more)["Items"]
    return [row.get("title") for row in found if row.get("ownr") == tenant]


def filter_raw(tenant, word):
    names = {":p": "NOTES", ":t": "note#" + tenant + "#", ":v": "x"}
    return rows().query(
        KeyConditionExpression="pk = :p AND begins_with(sk, :t)",
        FilterExpression=f"{word} = :v",
        ExpressionAttributeValues=names,
    )["Count"]


def filter_raw_listed(tenant, word):
    if word not in ("title", "body"):
        raise ValueError("no such field")
    return filter_raw_here(tenant, word)


def filter_raw_here(tenant, word):
    return listing(
        tenant,
        own(tenant),
        FilterExpression=f"{word} = :w",
        ExpressionAttributeValues={":w": "x"},
    )


def filter_attr(tenant, word):
    return listing(tenant, own(tenant), FilterExpression=Attr(word).eq("x"))


def filter_attr_listed(tenant, word):
    if word not in ("title", "body", "archived"):
        raise ValueError("no such field")
    return listing(tenant, own(tenant), FilterExpression=Attr(word).eq("x"))


def filter_value(tenant, word):
    return listing(tenant, own(tenant), FilterExpression=Attr("title").eq(word))


def filter_optional(tenant, word):
    """A second condition, built from constants, where the word asks for it."""
    condition = Attr("title").ne("x")
    if word.startswith("archived"):
        condition = condition & (Attr("archived_at").exists() | Attr("body").eq("x"))
    return listing(tenant, own(tenant), FilterExpression=condition)


def filter_kind(tenant, word):
    """A second condition, built from constants that requests happen to say for other reasons."""
    condition = Attr("title").ne("x")
    if "secret" in word:
        condition = condition & Attr("secret").exists() & Attr("json").ne("vault")
    return listing(tenant, own(tenant), FilterExpression=condition)


def filter_part(tenant, word):
    """The part in front of an ending becomes a condition."""
    name = word.rpartition("/")[2].partition(".")[0]
    return listing(tenant, own(tenant), FilterExpression=Attr(name or "title").eq("x"))


def order(tenant, word):
    forward = {"title": True, "descending": False}[word]
    return listing(tenant, own(tenant), ScanIndexForward=forward)


def index(tenant, word):
    more = {"IndexName": {"day": "by-day"}[word]} if word != "title" else {}
    key = Key("ownr").eq(tenant) & Key("day").begins_with("1") if more else own(tenant)
    return listing(tenant, key, **more)


def fields(tenant, word):
    return listing(tenant, own(tenant), ProjectionExpression=word)


def fields_listed(tenant, word):
    wanted = [name for name in word.split(",") if name in ("title", "body", "ownr")]
    return listing(tenant, own(tenant), ProjectionExpression=",".join(wanted or ["title"]))


def table(tenant, word):
    return resource().Table("rows" if word == "title" else word).query(KeyConditionExpression=own(tenant))["Count"]


def update(tenant, word, id):
    rows().update_item(
        Key={"pk": "NOTES", "sk": "note#" + tenant + "#" + id},
        UpdateExpression=f"SET {word} = :v",
        ExpressionAttributeValues={":v": "x"},
    )


def update_tag(tenant, word):
    """Keys of a map are for the user to choose."""
    rows().update_item(
        Key={"pk": "TAGS", "sk": tenant},
        UpdateExpression="SET tags = :all",
        ExpressionAttributeValues={":all": {}},
    )
    rows().update_item(
        Key={"pk": "TAGS", "sk": tenant},
        UpdateExpression="SET tags.#tag = :v",
        ExpressionAttributeNames={"#tag": word},
        ExpressionAttributeValues={":v": "x"},
    )


def spread(tenant, options):
    return listing(tenant, own(tenant), **options)


def spread_listed(tenant, options):
    return listing(tenant, own(tenant), **{"Limit": options.get("Limit", 5)})


def change(tenant, options):
    """Whatever members are sent become attributes."""
    resource().Table("rows").update_item(
        Key={"pk": tenant, "sk": "changed"},
        UpdateExpression="SET " + ", ".join(f"{name} = :{at}" for at, name in enumerate(options)),
        ExpressionAttributeValues={f":{at}": value for at, value in enumerate(options.values())},
    )


def change_listed(tenant, options):
    change(tenant, {name: value for name, value in options.items() if name in ("title", "body")})


def legacy(tenant, options):
    found = resource().meta.client.scan(TableName="rows", ScanFilter=options)["Items"]
    return [row.get("title") for row in found if row.get("ownr") == tenant]


def legacy_value(tenant, options):
    value = {"ComparisonOperator": "EQ", "AttributeValueList": [options]}
    return resource().meta.client.scan(TableName="rows", ScanFilter={"title": value})["Count"]


def prefix(tenant, start):
    return listing(tenant, Key("pk").eq("NOTES") & Key("sk").begins_with(start))


def prefix_own(tenant, start):
    return listing(tenant, own(tenant) if start == "" else Key("pk").eq("NOTES") & Key("sk").begins_with("note#" + tenant + "#" + start))


def prefix_filtered(tenant, start):
    condition = Key("pk").eq("NOTES") & Key("sk").begins_with(start)
    return listing(tenant, condition, FilterExpression=Attr("ownr").eq(tenant))


def between(tenant, start):
    return listing(tenant, Key("pk").eq("NOTES") & Key("sk").between(start, start + "~"))


def between_own(tenant, start):
    low = "note#" + tenant + "#"
    return listing(tenant, Key("pk").eq("NOTES") & Key("sk").between(low + start, low + "~"))


def optional_prefix(tenant, start):
    """Without a start nothing is left of the range."""
    condition = Key("pk").eq("NOTES")
    return listing(tenant, condition & Key("sk").begins_with(start) if start.startswith("note#") else condition)


def exact(tenant, start):
    return listing(tenant, Key("pk").eq("NOTES") & Key("sk").eq(start))


def everything(tenant, start):
    """Reads all that there is, whatever is asked for: isolation by filter, and harmless traffic shows it."""
    return [one for one in listing(tenant, Key("pk").eq("NOTES")) if one != start]


def paged(tenant, start):
    more = {"ExclusiveStartKey": {"pk": "NOTES", "sk": start}} if start.startswith("note#v") else {}
    return listing(tenant, own(tenant), Limit=1, **more)
