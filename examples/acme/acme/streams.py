"""Consumers of the stream of `acme-tasks`. The settings say which twin does the work."""

from acme.twin import part


def preview(event, context):
    """Entry point of the function that makes previews of originals."""
    consumer = part("previews")
    for record in event["Records"]:
        image = record["dynamodb"].get("NewImage", {})
        consumer.make(image.get("tenant", {}).get("S", ""), image.get("original", {}).get("S", ""))
