"""
One careless target that looks for an item before it puts one, so that of two requests at once both succeed, and its
corrected twin, whose write checks by itself.
"""

import functools

import boto3
from boto3.dynamodb.conditions import Attr


@functools.lru_cache(maxsize=None)
def _rooms():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("rooms")


def claim_seen_free(actor, room):
    """Whoever comes between the look and the put has the room no longer."""
    if "Item" in _rooms().get_item(Key={"id": room}):
        raise LookupError("taken")
    _rooms().put_item(Item={"id": room, "holder": actor})


def claim_if_free(actor, room):
    if "Item" in _rooms().get_item(Key={"id": room}):
        raise LookupError("taken")
    _rooms().put_item(Item={"id": room, "holder": actor}, ConditionExpression=Attr("id").not_exists())
