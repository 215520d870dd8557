"""Items that are put into partitions: of one's own, of whoever is named, of a project, of everybody."""

import functools
import uuid

import boto3


@functools.lru_cache(maxsize=None)
def table():
    return boto3.resource("dynamodb", region_name="eu-central-1").Table("things")


def put(pk, **more):
    table().put_item(Item={"pk": pk, "sk": uuid.uuid4().hex, **more})


def note_own(who, text):
    put("TENANT#" + who, text=text)


def note_for(who, tenant, text):
    """Flawed: whose it is, is what the request says."""
    put("SPACE#" + tenant, text=text)


def start(who):
    id = uuid.uuid4().hex
    table().put_item(Item={"pk": "PROJECT#" + id, "sk": "about", "owner": who})
    return id


def task(who, project, text):
    """Flawed: whose the project is, nobody asks."""
    put("PROJECT#" + project, text=text)


def own_task(who, project, text):
    about = table().get_item(Key={"pk": "PROJECT#" + project, "sk": "about"}).get("Item")
    if about is None or about["owner"] != who:
        raise LookupError("no such project")
    put("PROJECT#" + project, text=text)


def send(who, to, text):
    """Safe: mail, which in harmless runs goes to several."""
    put("INBOX#" + to, text=text, **{"from": who})


def remind(who, to, text):
    """Mail, which in harmless runs goes to oneself."""
    put("REMIND#" + to, text=text, **{"from": who})


def tag(who, word):
    """Safe: words are everybody's."""
    put("TAG#" + word, n=1)
    put("TAGGED", n=1)


def spread(who, text):
    """Safe: sixteen partitions, for no reason but that they are many."""
    put("SHARD#%x" % (sum(text.encode()) % 16), text=len(text))


def board(who, text):
    put("BOARD", text=len(text), by=who)
