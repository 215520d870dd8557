"""The work of the naive commands: keys that were stored once are paths now."""

import os

from boto3.dynamodb.conditions import Key
from django.conf import settings

from acme import tables


def items_of(tenant):
    return tables.assets().query(KeyConditionExpression=Key("pk").eq(tenant))["Items"]


def export(tenant):
    """Writes every asset under its key, and returns how many there were."""
    found = items_of(tenant)
    for item in found:
        key = item.get("asset", item["sk"])
        content = read(os.path.join(settings.MEDIA_ROOT, tenant, key))
        target = os.path.join(settings.EXPORT_ROOT, tenant, key)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(content)
    return len(found)


def read(path):
    # An asset whose file is gone is exported empty, so that the export has every key.
    if not os.path.isfile(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def cleanup(tenant):
    """Removes attachments whose asset is listed no longer, with what is left of it on disk."""
    found = items_of(tenant)
    listed = [item["sk"] for item in found]
    gone = [item for item in found if "asset" in item and item["asset"] not in listed]
    for item in gone:
        path = os.path.join(settings.MEDIA_ROOT, tenant, item["asset"])
        if os.path.isfile(path):
            os.remove(path)
        tables.assets().delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    return len(gone)
