"""Consumers of one kind of change, of attributes that are no texts, and one that gives its records back."""

import os


def put(root, tenant, name):
    os.makedirs(os.path.join(root, tenant), exist_ok=True)
    path = os.path.join(tenant, name)
    with open(os.path.join(root, path), "x") as file:
        file.write(name)
    return path


def images(event, name):
    """Old and new image of each record of one kind."""
    found = [record for record in event["Records"] if record["eventName"] == name]
    return [(one["dynamodb"].get("OldImage", {}), one["dynamodb"].get("NewImage", {})) for one in found]


def text(image, name):
    return image.get(name, {}).get("S", "")


def clean(event, owns):
    for old, _ in images(event, "REMOVE"):
        path = os.path.join(text(old, "root"), text(old, "path"))
        if owns(old) and os.path.exists(path):
            os.remove(path)


def removed(event, context):
    clean(event, lambda old: True)


def removed_own(event, context):
    clean(event, lambda old: os.path.dirname(text(old, "path")) == text(old, "tenant"))


def publish(event, owns):
    for old, new in images(event, "MODIFY"):
        meta = new["meta"]["M"]
        if text(old, "status") != "draft" or text(new, "status") != "ready" or meta["pages"] != {"N": "3"}:
            raise ValueError("not what was agreed: %r %r" % (old, new))
        path = meta["path"]["S"]
        if new["count"]["N"] != "1.5" or not owns(new, path):
            continue
        with open(os.path.join(text(new, "root"), path), "a") as file:
            file.write("published")


def published(event, context):
    publish(event, lambda new, path: True)


def published_own(event, context):
    publish(event, lambda new, path: os.path.dirname(path) == text(new, "tenant"))


def gives_back(event, context):
    for record in event["Records"]:
        os.listdir(text(record["dynamodb"]["NewImage"], "root"))
    return {"batchItemFailures": [{"itemIdentifier": record["eventID"]} for record in event["Records"]]}


def gives_none_back(event, context):
    for record in event["Records"]:
        os.listdir(text(record["dynamodb"]["NewImage"], "root"))
    return {"batchItemFailures": []}
