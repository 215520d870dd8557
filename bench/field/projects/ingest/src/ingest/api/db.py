"""The table, by the low-level client.

    UPLOAD#<id>        META               one upload, until it is finished
    FILES              <tenant>#<name>    one finished file
    TENANT#<tenant>    USAGE              bytes and number of files
"""
from functools import lru_cache

import boto3
from django.conf import settings


@lru_cache(maxsize=1)
def client():
    return boto3.client("dynamodb")


def table():
    return settings.INGEST["table"]


def upload_key(upload_id):
    return {"pk": {"S": f"UPLOAD#{upload_id}"}, "sk": {"S": "META"}}


def file_key(tenant, name):
    return {"pk": {"S": "FILES"}, "sk": {"S": f"{tenant}#{name}"}}


def usage_key(tenant):
    return {"pk": {"S": f"TENANT#{tenant}"}, "sk": {"S": "USAGE"}}


def get(key):
    return client().get_item(TableName=table(), Key=key, ConsistentRead=True).get("Item")


def put(item):
    client().put_item(TableName=table(), Item=item)


def delete(key):
    client().delete_item(TableName=table(), Key=key)


def add_usage(tenant, size, files):
    client().update_item(
        TableName=table(),
        Key=usage_key(tenant),
        UpdateExpression="ADD #bytes :b, #files :f",
        ExpressionAttributeNames={"#bytes": "bytes", "#files": "files"},
        ExpressionAttributeValues={":b": {"N": str(size)}, ":f": {"N": str(files)}},
    )


def plain(item):
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}
