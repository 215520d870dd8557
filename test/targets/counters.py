"""Counters of all tenants under keys that name nobody, and numbers that are somebody's. `who` asks."""

import functools
import time

import boto3


@functools.lru_cache(maxsize=None)
def table():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("things")


def shard_of(page):
    """Few come to the same one, and nobody is named in it."""
    return sum((at + 1) * byte for at, byte in enumerate(page.encode())) % 1009


def change(pk, expression, names=None, **values):
    more = {} if names is None else {"ExpressionAttributeNames": names}
    return table().update_item(
        Key={"pk": pk, "sk": "-"},
        UpdateExpression=expression,
        ExpressionAttributeValues={":" + name: value for name, value in values.items()},
        ReturnValues="UPDATED_NEW",
        **more,
    )["Attributes"]


def hit(who, page):
    """Safe: how often pages of a shard are asked for."""
    change("hits#%d" % shard_of(page), "ADD hits :one", one=1)


def hit_today(who, page):
    """Safe: the same of a day, and its item goes some time."""
    day = time.strftime("%Y-%m-%d")
    change(
        "hits#%d#%s" % (shard_of(page), day),
        "SET gone = :then, hits = if_not_exists(hits, :none) + :one",
        **{"then": int(time.time()) + 60, "none": 0, "one": 1},
    )


def limit(who, page):
    """Safe: refuses what comes too often."""
    key = {"pk": "limit#%d" % shard_of(page), "sk": "-"}
    if table().get_item(Key=key).get("Item", {}).get("asked", 0) > 100:
        raise ValueError("too often")
    change(key["pk"], "ADD asked :one", one=1)


def reset(who, page):
    """Flawed: what others have counted is gone."""
    change("hits#%d" % shard_of(page), "SET hits = :none", none=0)


def put(who, page):
    """Flawed: the same."""
    table().put_item(Item={"pk": "hits#%d" % shard_of(page), "sk": "-", "hits": 1})


def hit_page(who, page):
    """Of a page that has its maker's words in its name."""
    change("page#" + page, "ADD hits :one", one=1)


def hit_signed(who, page):
    change("signed#%d" % shard_of(page), "ADD hits :one SET #last = :who", {"#last": "last"}, one=1, who=who)


def open_account(who):
    number = "k%d" % change("accounts", "ADD n :one", one=1)["n"]
    table().put_item(Item={"pk": "account#" + number, "sk": "-", "balance": 10})
    return number


def open_credit(who):
    """A balance that is first added to, under a number that its holder is given."""
    number = "c%d" % change("accounts", "ADD n :one", one=1)["n"]
    change("account#" + number, "ADD balance :one", one=1)
    return number


def charge(who, account):
    """Flawed: whose account it is, nobody asks."""
    change("account#" + account, "ADD balance :one", one=-1)


def pay(who, page, amount):
    """Flawed: how much, the request says."""
    change("hits#%d" % shard_of(page), "ADD hits :amount", amount=int(amount))
