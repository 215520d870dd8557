"""Profiles with parts that everybody may see or change, and links that anybody may open."""

import os

import boto3


def _table():
    return boto3.resource("dynamodb").Table("profiles")


def _find(id):
    return _table().get_item(Key={"pk": id, "sk": "-"}).get("Item") or {}


def save(tenant, id, name, email):
    item = {"pk": id, "sk": "-", "owner": tenant, "display_name": name, "email": email, "likes": 0}
    _table().put_item(Item=item)
    return id


def card(tenant, id):
    return _find(id).get("display_name", "")


def contact(tenant, id):
    item = _find(id)
    return {"name": item.get("display_name", ""), "email": item.get("email", "")}


def initial(tenant, id):
    return {"name": _find(id).get("display_name", ""), "mail": _find(id).get("email", "-")[1:3]}


def cards(tenant):
    return [item["display_name"] for item in _table().scan()["Items"]]


def like(tenant, id):
    _table().update_item(
        Key={"pk": id, "sk": "-"},
        UpdateExpression="SET likes = likes + :one",
        ExpressionAttributeValues={":one": 1},
    )


def rename(tenant, id, name):
    _table().update_item(
        Key={"pk": id, "sk": "-"},
        UpdateExpression="SET display_name = :name",
        ExpressionAttributeValues={":name": name},
    )


def remove(tenant, id):
    _table().delete_item(Key={"pk": id, "sk": "-"})


def post(root, tenant, id, text):
    with open(os.path.join(root, id), "w") as file:
        file.write("page " + text)
    return id


def read(root, tenant, id):
    with open(os.path.join(root, id)) as file:
        return file.read()


def overwrite(root, tenant, id, text):
    if os.path.exists(os.path.join(root, id)):
        with open(os.path.join(root, id), "w") as file:
            file.write("page " + text)
