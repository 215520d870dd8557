"""Statements in PartiQL: values that are bound, written in, written in with quotes doubled. `tenant` is who asks."""

import functools

import boto3


@functools.lru_cache(maxsize=None)
def client():
    return boto3.client("dynamodb", region_name="eu-central-1")


def run(statement, *values):
    parameters = {"Parameters": [{"S": value} for value in values]} if values else {}
    return client().execute_statement(Statement=statement, **parameters)["Items"]


def doubled(value):
    return value.replace("'", "''")


def make(tenant, id, text):
    run("INSERT INTO notes VALUE {'pk': ?, 'sk': ?, 'body': ?}", tenant, id, text)
    return id


def bodies(items):
    return [item["body"]["S"] for item in items if "body" in item]


def read_bound(tenant, id):
    return bodies(run("SELECT * FROM notes WHERE pk = ? AND sk = ?", tenant, id))


def read_built(tenant, id):
    return bodies(run(f"SELECT * FROM notes WHERE pk = '{tenant}' AND sk = '{id}'"))


def read_doubled(tenant, id):
    return bodies(run(f"SELECT * FROM notes WHERE pk = '{tenant}' AND sk = '{doubled(id)}'"))


def ordered(tenant, field):
    """Written in where a name is meant."""
    return bodies(run(f"SELECT * FROM notes WHERE pk = '{tenant}' AND {field} <> 'x'"))


def ordered_listed(tenant, field):
    return ordered(tenant, field if field in ("body", "sk") else "body")


def change_any(tenant, owner, id):
    run("UPDATE notes SET seen = 'yes' WHERE pk = ? AND sk = ?", owner, id)


def change_own(tenant, owner, id):
    if owner != tenant:
        raise PermissionError(owner)
    change_any(tenant, owner, id)


def remove_any(tenant, owner, id):
    client().batch_execute_statement(
        Statements=[{"Statement": f"DELETE FROM notes WHERE pk = '{doubled(owner)}' AND sk = '{doubled(id)}'"}]
    )


def remove_own(tenant, owner, id):
    if owner != tenant:
        raise PermissionError(owner)
    remove_any(tenant, owner, id)


def take_any(tenant, owner, id):
    keys = [{"S": owner}, {"S": id}]
    answer = client().execute_transaction(
        TransactStatements=[{"Statement": "SELECT * FROM notes WHERE pk = ? AND sk = ?", "Parameters": keys}]
    )
    return bodies([one["Item"] for one in answer["Responses"] if "Item" in one])


def take_own(tenant, owner, id):
    if owner != tenant:
        raise PermissionError(owner)
    return take_any(tenant, owner, id)
