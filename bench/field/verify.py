"""Runs the checks of a project in this folder: that each planted flaw is real, and each safe place is safe.

Usage: verify.py CHECKS TRUTH, in a copy of the project, with engines at the endpoints of the environment. Exit 1 names what failed.
"""

import importlib.util
import json
import logging
import os
import sys
import traceback


def main(checks_file, truth_file):
    with open(truth_file) as file:
        truth = json.load(file)
    sys.path.insert(0, os.getcwd())
    os.environ["DJANGO_SETTINGS_MODULE"] = truth["settings"]
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    logging.disable(logging.CRITICAL)
    for command in truth.get("prepare", []):
        call_command(*command.split(), verbosity=0, stdout=open(os.devnull, "w"))
    checks = loaded(checks_file)
    failed = 0
    wanted = [f"flaw_{one['id']}" for one in truth["flaws"]] + [f"safe_{one['id']}" for one in truth["safe"]]
    for name in sorted(set(wanted) | {name for name in vars(checks) if name.startswith(("flaw_", "safe_"))}):
        failed += not passes(checks, name, name in wanted)
    return 1 if failed else 0


def loaded(file):
    spec = importlib.util.spec_from_file_location("checks", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passes(checks, name, is_in_truth):
    from django.test import Client

    try:
        if not is_in_truth:
            raise AssertionError("not in truth")
        getattr(checks, name)(Client(raise_request_exception=False))
    except Exception:
        print("FAILED", name)
        traceback.print_exc(file=sys.stdout)
        return False
    print("holds ", name)
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
