"""Uploads that are staged in a folder of the tenant's, which exists only while one is at work, and the corrected twin."""

import os
import shutil


def staged(root, tenant, name, content, mode):
    folder = os.path.join(root, "staging", tenant)
    os.makedirs(folder, exist_ok=True)
    os.makedirs(os.path.join(root, "files", tenant), exist_ok=True)
    part = os.path.join(folder, os.path.basename(name) + ".part")
    try:
        with open(part, mode) as out:
            out.write(content)
        os.replace(part, os.path.join(root, "files", tenant, os.path.basename(name)))
    finally:
        shutil.rmtree(folder)


def upload(root, tenant, name, content):
    staged(root, tenant, name, content, "w")


def upload_exclusively(root, tenant, name, content):
    staged(root, tenant, name, content, "x")
