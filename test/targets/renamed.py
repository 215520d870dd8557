"""Keeps a note of each actor, and answers under one name before a change of the target and under another one after it."""

import os


def _save(root, name):
    os.makedirs(root, exist_ok=True)
    with open(os.path.join(root, os.path.basename(name)), 'w') as out:
        out.write('note')
    return os.path.basename(name)


def save(root, name):
    return {'id': _save(root, name)}


def save_renamed(root, name):
    return {'note': _save(root, name)}


def save_careful(root, name):
    if not name.isalnum():
        return {'error': 'not like that'}
    return {'id': _save(root, name)}


def show(root, id):
    path = os.path.join(root, id)
    if os.path.exists(path):
        with open(path) as note:
            return {'text': note.read()}
    with open(os.path.join(root, '..', '..', 'open.txt'), 'w') as out:
        out.write(id)
    return {}


def show_careful(root, id):
    return show(root, id) if id.isalnum() else {}
