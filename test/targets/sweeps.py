"""Requests that clear away on their way what is over, of all tenants, and some that clear away what is not. `who` asks."""

import functools
import os
import time
import uuid
from datetime import datetime, timedelta, timezone

import boto3
from boto3.dynamodb.conditions import Attr


@functools.lru_cache(maxsize=None)
def table():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("things")


def put(kind, **item):
    key = {"pk": "%s#%s" % (kind, uuid.uuid4().hex), "sk": "-"}
    table().put_item(Item={**key, "kind": kind, **item})
    return key["pk"]


def delete(rows):
    for row in rows:
        table().delete_item(Key={"pk": row["pk"], "sk": row["sk"]})


def rows_of(kind):
    return table().scan(FilterExpression=Attr("kind").eq(kind))["Items"]


def log_in(who, text):
    """A session that is over at once, and one that goes on."""
    put("session", user=who, text=text, expires=int(time.time()) + 3600)
    return put("session", user=who, text=text, expires=int(time.time()) - 1)


def upload(who, text):
    until = datetime.now(timezone.utc) - timedelta(seconds=1)
    return put("upload", user=who, text=text, until=until.isoformat())


def ticket(who, text):
    """What goes on."""
    until = datetime.now(timezone.utc) + timedelta(days=1)
    return put("ticket", user=who, text=text, until=until.isoformat())


def attach(root, who, text):
    """A file that is over at once, as its item says."""
    os.makedirs(os.path.join(root, "attached"), exist_ok=True)
    name = uuid.uuid4().hex
    with open(os.path.join(root, "attached", name), "w") as file:
        file.write(text)
    return put("attached", user=who, name=name, until=int(time.time()) - 1)


def draft(who, text):
    return put("draft", user=who, text=text, made=int(time.time()), state="open")


def visit(who, page):
    """Safe: whatever page is asked for, sessions that are over go."""
    over = Attr("kind").eq("session") & Attr("expires").lt(int(time.time()))
    delete(table().scan(FilterExpression=over)["Items"])
    return "page"


def visit_counting(who, page):
    over = Attr("kind").eq("session") & Attr("expires").lt(int(time.time()))
    rows = table().scan(FilterExpression=over)["Items"]
    delete(rows)
    return len(rows)


def visit_telling(who, page):
    """Flawed: what is cleared away is told."""
    over = Attr("kind").eq("session") & Attr("expires").lt(int(time.time()))
    rows = table().scan(FilterExpression=over)["Items"]
    delete(rows)
    return [len(row["text"]) * ord(row["text"][-1]) for row in rows]


def visit_uploads(who, page):
    """Safe: what the clock says is compared by the code itself."""
    now = datetime.now(timezone.utc)
    delete([row for row in rows_of("upload") if datetime.fromisoformat(row["until"]) < now])


def visit_tickets(who, page):
    now = datetime.now(timezone.utc)
    delete([row for row in rows_of("ticket") if datetime.fromisoformat(row["until"]) < now])


def visit_attached(root, who, page):
    """Safe: the file goes with its item."""
    for row in rows_of("attached"):
        if row["until"] < time.time():
            os.remove(os.path.join(root, "attached", row["name"]))
            delete([row])


def mark_uploads(who, page):
    """Safe: they are marked, and stay."""
    now = datetime.now(timezone.utc).isoformat()
    for row in rows_of("upload"):
        if row["until"] < now:
            table().update_item(
                Key={"pk": row["pk"], "sk": row["sk"]},
                UpdateExpression="SET is_over = :yes",
                ExpressionAttributeValues={":yes": True},
            )


def clear_sessions(who):
    """Flawed: those that go on as well."""
    delete(rows_of("session"))


def clear_before(who, before):
    """Flawed: until when, the request says."""
    delete([row for row in rows_of("session") if row["expires"] < int(before)])


def clear_attached(root, who):
    """Flawed: the files of all, over or not."""
    for name in os.listdir(os.path.join(root, "attached")):
        os.remove(os.path.join(root, "attached", name))


def clear_drafts(who):
    """Flawed: open ones, of all tenants, however new."""
    delete([row for row in rows_of("draft") if row["state"] == "open"])


def drop_session(who, id):
    """Flawed: whose it is, nobody asks, were it over or not."""
    table().delete_item(
        Key={"pk": id, "sk": "-"},
        ConditionExpression="expires < :now",
        ExpressionAttributeValues={":now": int(time.time())},
    )
