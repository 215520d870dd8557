"""
Writes to a table with a stream, and what a real Streams engine tells of it. In: JSON with the CreateTable input, and
requests as [operation, input] in order. Out: the records as JSON, binary as base64.
"""

import base64
import json
import sys

import boto3
from botocore.config import Config
from moto import mock_aws


def plain(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def binary(value):
    """Types of a request with base64 as the bytes that the client wants."""
    if isinstance(value, dict):
        return {name: base64.b64decode(of) if name == "B" else binary(of) for name, of in value.items()}
    return [binary(of) for of in value] if isinstance(value, list) else value


@mock_aws
def main():
    asked = json.load(sys.stdin)
    client = boto3.client("dynamodb", region_name="us-east-1")
    client.create_table(**asked["table"])
    for operation, given in asked["requests"]:
        getattr(client, operation)(**binary(given))
    # The engine answers for regions, not for accounts.
    by_region = Config(account_id_endpoint_mode="disabled")
    streams = boto3.client("dynamodbstreams", region_name="us-east-1", config=by_region)
    arn = client.describe_table(TableName=asked["table"]["TableName"])["Table"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    first = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    records = streams.get_records(ShardIterator=first["ShardIterator"])["Records"]
    json.dump(records, sys.stdout, default=plain)


main()
