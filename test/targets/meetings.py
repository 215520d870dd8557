"""What several actors come upon: stores by content, counters, logs, logos of one name, rows of names that begin alike."""

import functools
import hashlib
import json
import os
import uuid

import boto3
from boto3.dynamodb.conditions import Attr, Key


@functools.lru_cache(maxsize=None)
def table():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("things")


def write(path, text, mode="w"):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, mode) as file:
        file.write(text)


def read(path):
    with open(path) as file:
        return file.read()


def by_content(root, who, text):
    """Few folders, so that what one actor put into some of them lies there alone."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    write(os.path.join(root, "objects", digest[0], digest), text)
    return digest


def by_content_again(root, who, text):
    return by_content(root, who, text + " again")


def to_home(root, who, name, text):
    """Safe: a folder of each."""
    write(os.path.join(root, "homes", who, os.path.basename(name) or "unnamed"), text)


def to_any_home(root, whose, name, text):
    write(os.path.join(root, "homes", os.path.basename(whose), os.path.basename(name) or "unnamed"), text)


def folder_of(who):
    return hashlib.sha256(who.encode()).hexdigest()[:6]


def to_hidden_home(root, who, name, text):
    """Homes that are not called after anybody."""
    write(os.path.join(root, "kept", folder_of(who), os.path.basename(name) or "unnamed"), text)


def to_any_hidden_home(root, whose, name, text):
    to_hidden_home(root, whose, name, text)


def count(root, who):
    path = os.path.join(root, "counter.json")
    known = json.loads(read(path)) if os.path.exists(path) else {"n": 0}
    write(path, json.dumps({"n": known["n"] + 1, "last": who}))
    return known["n"] + 1


def log(root, who, line):
    write(os.path.join(root, "all.log"), "%s %s\n" % (who, len(line)), "a")


def put_logo(root, who, pixels):
    """The name of a tenant ends at its mark, so that two of them may share a file. Nothing in a picture says whose it is."""
    write(os.path.join(root, "logos", who.split("@")[0] + ".png"), "PNG%d" % len(pixels))


def get_logo(root, who):
    return read(os.path.join(root, "logos", who.split("@")[0] + ".png"))


def enter(who, what):
    table().put_item(Item={"pk": "audit", "sk": "%s#%s" % (who, uuid.uuid4()), "what": len(what)})


def entries(who):
    """Rows of all whose names begin with it."""
    rows = table().query(KeyConditionExpression=Key("pk").eq("audit") & Key("sk").begins_with(who))["Items"]
    return ["%s %s" % (row["sk"], row["what"]) for row in rows]


def own_entries(who):
    rows = table().query(KeyConditionExpression=Key("pk").eq("audit") & Key("sk").begins_with(who + "#"))["Items"]
    return [row["sk"] for row in rows]


def filtered_entries(who):
    rows = table().scan(FilterExpression=Attr("pk").eq("audit"))["Items"]
    return len([row for row in rows if row["sk"].startswith(who + "#")])


def tick(who):
    key = {"pk": "ticks", "sk": "all"}
    table().update_item(
        Key=key,
        UpdateExpression="ADD n :one SET #last = :who",
        ExpressionAttributeNames={"#last": "last"},
        ExpressionAttributeValues={":one": 1, ":who": who},
    )


def deliver(root, who, to, line):
    write(os.path.join(root, "inbox", os.path.basename(to) + ".txt"), "%s: %d\n" % (who, len(line)), "a")


def cache_in(root):
    from django.core.cache.backends.filebased import FileBasedCache

    return FileBasedCache(os.path.join(root, "cache"), {"max_entries": 1_000})


def page(root, who, about, line):
    """What a cached view keeps beside its pages: the headers on which they depend."""
    cache = cache_in(root)
    cache.set(about, (cache.get(about) or ["Cookie"])[:1])
    cache.set(who, line)


def sweep(root, who):
    cache_in(root).clear()


def ask(root, who, about):
    return str(cache_in(root).get(about) is None)


def forge(root, who, about, line):
    """Flawed: writes an entry of whoever is named past the cache."""
    cache_in(root).set(who, line)
    write(os.path.join(root, "cache", os.path.basename(cache_in(root)._key_to_file(about))), line)


def thumbnail(root, who, picture):
    """Safe: made once for all who have the same picture."""
    path = os.path.join(root, "thumbnails", hashlib.sha1(picture.encode()).hexdigest())
    if not os.path.exists(path):
        write(path, hashlib.md5(picture.encode()).hexdigest())
    return read(path)


def report(root, whose, line):
    """Flawed: whoever's is named. Where it is not there, it is made, of the line that was sent."""
    path = os.path.join(root, "reports", hashlib.sha1(whose.encode()).hexdigest())
    if not os.path.exists(path):
        write(path, hashlib.md5((whose + line).encode()).hexdigest())
    return read(path)


def draft(root, name, text):
    """Whoever comes first is shown to all that come after."""
    path = os.path.join(root, "drafts", os.path.basename(name) or "unnamed")
    if not os.path.exists(path):
        write(path, text)
    return read(path)
