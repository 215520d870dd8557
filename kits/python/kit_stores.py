"""DynamoDB and S3 on this machine, filled as they were, and what the target is told by them."""

import base64
import contextlib
import copy
import json
import os
from collections.abc import Iterator
from typing import Any, Optional
from urllib.parse import urlsplit


class CannotTell(Exception):
    """The attack could not be done as it was found."""


class Stores:
    """DynamoDB and S3 at endpoints of this machine, filled as they were, and what the target is told of them."""

    def __init__(self, tables: Optional[list[Any]], buckets: Optional[list[Any]]) -> None:
        self.tables, self.buckets = tables or [], buckets or []
        self.endpoints = {
            service: os.environ.get("AWS_ENDPOINT_URL_" + service.upper(), "")
            for service, needed in (("dynamodb", self.tables), ("s3", self.buckets))
            if needed
        }
        self.read: list[tuple[str, str, Any]] = []
        self.on = False
        for service, endpoint in self.endpoints.items():
            if urlsplit(endpoint).hostname not in ("127.0.0.1", "localhost", "::1"):
                raise CannotTell(
                    "set AWS_ENDPOINT_URL_%s to a %s on this machine that may be emptied, such as %s"
                    % (service.upper(), *ENGINES[service])
                )
        if self.endpoints:
            self._redirect()

    def _redirect(self) -> None:
        for name, value in (
            ("ACCESS_KEY_ID", "kit"),
            ("SECRET_ACCESS_KEY", "kit"),
            ("DEFAULT_REGION", "eu-central-1"),
        ):
            os.environ["AWS_" + name] = value
        os.environ.pop("AWS_PROFILE", None)
        import botocore.session

        real = botocore.session.Session.create_client

        def create(session: Any, service: str, *args: Any, **options: Any) -> Any:
            if service in self.endpoints:
                options["endpoint_url"] = self.endpoints[service]
                args = args[:1]
            client = real(session, service, *args, **options)
            if service in self.endpoints:
                client.meta.events.register_first("provide-client-params.s3.*", self._names)
                client.meta.events.register_first("before-call.dynamodb.*", self._asks)
                client.meta.events.register_first("after-call.*.*", self._told)
            return client

        botocore.session.Session.create_client = create

    @staticmethod
    def _names(params: Any, context: Any, **_: Any) -> None:
        context["kit"] = {"Bucket": params.get("Bucket"), "Key": params.get("Key")}

    @staticmethod
    def _asks(params: Any, context: Any, **_: Any) -> None:
        context["kit"] = json.loads(params["body"])

    def _told(self, model: Any, parsed: Any, context: Any, **_: Any) -> None:
        if not self.on or not isinstance(parsed, dict):
            return
        asked = context.get("kit") or {}
        if model.service_model.service_name == "s3":
            if model.name in ("GetObject", "HeadObject") and "ETag" in parsed:
                self.read.append(("object", asked.get("Bucket", ""), asked.get("Key", "")))
            return
        for table, item in returned_items(asked, parsed):
            # boto3 changes the types of values in place.
            self.read.append(("item", table, copy.deepcopy(item)))

    def client(self, service: str) -> Any:
        import boto3

        return boto3.session.Session().client(service)

    def fill(self) -> None:
        if self.tables:
            self._fill_tables(self.client("dynamodb"))
        if self.buckets:
            self._fill_buckets(self.client("s3"))

    def _fill_tables(self, client: Any) -> None:
        for table in client.get_paginator("list_tables").paginate().build_full_result().get("TableNames", []):
            client.delete_table(TableName=table)
            client.get_waiter("table_not_exists").wait(TableName=table, WaiterConfig={"Delay": 1})
        for table in self.tables:
            client.create_table(**table["input"])
            name = table["input"]["TableName"]
            client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
            for item in table["items"]:
                client.put_item(TableName=name, Item=typed(item))

    def _fill_buckets(self, client: Any) -> None:
        for bucket in self.buckets:
            with contextlib.suppress(Exception):
                client.create_bucket(Bucket=bucket["name"])
            for one in client.list_objects_v2(Bucket=bucket["name"]).get("Contents", []):
                client.delete_object(Bucket=bucket["name"], Key=one["Key"])
            for one in bucket["objects"]:
                client.put_object(Bucket=bucket["name"], Key=one["key"], Body=base64.b64decode(one["bytes"]))

    def item(self, table: str, key: Any) -> Any:
        found = self.client("dynamodb").get_item(TableName=table, Key=typed(key), ConsistentRead=True)
        return found.get("Item")

    def object(self, bucket: str, key: str) -> Any:
        try:
            return self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        except Exception:  # noqa: BLE001 - there is none
            return None


ENGINES = {
    "dynamodb": ("DynamoDB", "http://127.0.0.1:8000 for DynamoDB Local"),
    "s3": ("S3 service", "http://127.0.0.1:9000 for MinIO"),
}


def typed(image: Any) -> Any:
    """DynamoDB's JSON as boto3 takes it: binary values are bytes."""
    if not isinstance(image, dict):
        return image
    return {name: typed_value(value) for name, value in image.items()}


def typed_value(value: Any) -> Any:
    [(kind, held)] = value.items()
    if kind == "B":
        return {kind: base64.b64decode(held)}
    if kind == "BS":
        return {kind: [base64.b64decode(one) for one in held]}
    if kind == "L":
        return {kind: [typed_value(one) for one in held]}
    if kind == "M":
        return {kind: typed(held)}
    return value


def returned_items(asked: Any, parsed: Any) -> Iterator[tuple[str, Any]]:
    table = asked.get("TableName", "")
    for item in [*parsed.get("Items", []), parsed.get("Item"), parsed.get("Attributes")]:
        if item:
            yield table, item
    responses = parsed.get("Responses")
    if isinstance(responses, dict):
        for name, items in responses.items():
            for item in items:
                yield name, item
    elif isinstance(responses, list):
        for one, got in zip(asked.get("TransactItems", []), responses):
            if got.get("Item"):
                yield one["Get"]["TableName"], got["Item"]
