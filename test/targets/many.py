"""More in one step than is looked at, and less."""

import functools

import boto3
from boto3.dynamodb.conditions import Attr, Key


@functools.lru_cache(maxsize=None)
def papers():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("papers")


def keep(tenant, id, count):
    with papers().batch_writer() as batch:
        for index in range(int(count)):
            batch.put_item(Item={"pk": "all", "sk": f"{tenant}#{id}#{index}", "owner": tenant})


def read(tenant, id, count):
    for index in range(int(count)):
        papers().get_item(Key={"pk": "all", "sk": f"{tenant}#{id}#{index}"})


def mine(tenant):
    found = papers().query(KeyConditionExpression=Key("pk").eq("all"), FilterExpression=Attr("owner").eq(tenant))
    return len(found["Items"])
