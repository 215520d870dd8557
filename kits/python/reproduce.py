"""
Does one attack against a Django project again and says what it touched that is not the attacker's. Standard library,
Django and boto3 only. Run it with the interpreter of the project: `python reproduce.py`.

Exit code 0: nothing was touched. 1: it was touched again. 2: it could not be done, so that nothing is known.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Optional
from urllib.parse import quote

from kit_ground import Accesses, lay, pictured
from kit_stores import CannotTell, Stores, typed
from kit_target import Answer, Target

HERE = Path(__file__).resolve().parent
#: Stands for the folder of this attempt in all that was kept.
ARENA = "@ARENA@"
#: Stands for a value that the answer of an earlier step holds: `@RETURNED 0 id@`.
RETURNED = "@RETURNED %d %s@"


def load(name: str, arena: str) -> Any:
    """A document of the kit, its paths in this attempt's folder."""
    text = (HERE / name).read_text(encoding="utf-8")
    return json.loads(text.replace(ARENA, json.dumps(arena)[1:-1]))


def filled(step: Any, answers: list[Answer], used: list[Any]) -> Any:
    """The step with the values that earlier answers hold."""
    text = json.dumps(step)
    for one in used:
        mark = RETURNED % (one["step"], one["field"])
        if mark not in text and quote(mark, safe="") not in text:
            continue
        try:
            value = str(answers[one["step"]].member(one["field"]))
        except (ValueError, KeyError, IndexError, TypeError):
            # The earlier step was refused: there is nothing to go on with.
            return None
        text = text.replace(json.dumps(mark)[1:-1], json.dumps(value)[1:-1]).replace(
            quote(mark, safe=""), quote(value, safe="")
        )
    return json.loads(text)


def within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


class Race:
    """Puts something else in the place of a component of a path, just before the step uses it."""

    def __init__(self, told: Any) -> None:
        self.told, self.done = told, False

    def before(self, _: str, path: str) -> None:
        if self.done or not within(path, self.told["path"]):
            return
        self.done = True
        there = os.fsencode(self.told["path"])
        if os.path.lexists(there):
            os.rename(there, there + b".kit-aside")
        if self.told["put"] == "symlink":
            os.symlink(self.told["to"], there)
        elif self.told["put"] == "directory":
            os.mkdir(there)
        elif self.told["put"] == "file":
            open(there, "wb").close()


def attempt(case: Any, arena: str, settings: Optional[str], project: Optional[str]) -> list[str]:
    """Does the steps; returns what was touched, a line each."""
    told = case["target"]
    told["settingsModule"] = settings or told["settingsModule"]
    for name in ("project", "configFolder"):
        told[name] = told[name] and os.path.normpath(os.path.join(HERE, told[name]))
    told["pythonPath"] = [os.path.normpath(os.path.join(HERE, path)) for path in told["pythonPath"]]
    told["project"] = os.path.abspath(project) if project else told["project"]
    lay(load("files.json", arena))
    accesses = Accesses()
    stores = Stores(
        *(load(name, arena) if (HERE / name).exists() else None for name in ("items.json", "objects.json"))
    )
    target = Target(told, case)
    stores.fill()
    if told["setup"] is not None:
        function = target.find(told["setup"])
        function(*([told["sandboxRoots"][0]] if function.__code__.co_argcount > 0 else []))
        # What it stored is there already, as it was when the attack was found.
        stores.fill()
    breach = case["breach"]
    ground = Ground(arena, told)
    stored = held(stores, breach)
    answers: list[Answer] = []
    for index, step in enumerate(case["steps"]):
        now = filled(step, answers, case["returned"])
        if now is None:
            break
        judged = index >= breach["from"]
        stores.on = judged
        accesses.paths = accesses.paths if judged else []
        if case["race"] is not None and case["race"]["step"] == index:
            accesses.before = Race(case["race"]).before
        accesses.on = True
        try:
            answers.append(target.do(now))
        finally:
            accesses.on = stores.on = False
    if breach["kind"] == "file":
        return ground.touched(breach, accesses)
    if breach["kind"] == "link":
        return ground.linked(breach)
    if breach["kind"] in ("item", "object"):
        return stored_breach(breach, stores, stored)
    return answered_breach(breach, answers[breach["from"] :])


def held(stores: Stores, breach: Any) -> Any:
    if breach["kind"] == "item":
        return stores.item(breach["table"], breach["key"])
    return stores.object(breach["bucket"], breach["key"]) if breach["kind"] == "object" else None


class Ground:
    """Where the attempt took place: what lay there before, and which folders the target was given."""

    def __init__(self, arena: str, told: Any) -> None:
        self.arena = arena
        self.before = pictured(arena)
        self.allowed = [*told["sandboxRoots"], told["temp"], told["inbox"], told["home"]]

    def lies_outside(self, path: str) -> bool:
        return within(path, self.arena) and not any(within(path, folder) for folder in self.allowed)

    def shown(self, path: str) -> str:
        return ascii(path.replace(self.arena, ""))

    def touched(self, breach: Any, accesses: Accesses) -> list[str]:
        """The file of the breach, or any outside the folders that the target was given."""
        before, after = self.before, pictured(self.arena)
        changed = [("change", path) for path in {*before, *after} if before.get(path) != after.get(path)]
        # An access is heard of before it is made: what was neither there nor is there now came to nothing.
        real = [(how, path) for how, path in accesses.paths if path in before or os.path.lexists(path)]
        foreign = [
            (how, path)
            for how, path in [*real, *changed]
            if (self.lies_outside(path) if breach["path"] is None else path == breach["path"])
        ]
        return sorted({"%s of %s" % (how, self.shown(path)) for how, path in foreign if how == breach["how"]})

    def linked(self, breach: Any) -> list[str]:
        """New links that lead where the breach says, or out of the folders that the target was given."""
        after = pictured(self.arena)
        made = [path for path, now in after.items() if now[0] == "link" and self.before.get(path) != now]
        led = [(path, os.path.realpath(path)) for path in made]
        out = [
            (path, to)
            for path, to in led
            if (
                not any(within(to, folder) for folder in self.allowed)
                if breach["path"] is None
                else within(to, breach["path"])
            )
        ]
        return ["a link %s to %s" % (self.shown(path), self.shown(to)) for path, to in out]


def stored_breach(breach: Any, stores: Stores, before: Any) -> list[str]:
    """Whether an item or object was read or changed."""
    place = breach["table"] if breach["kind"] == "item" else breach["bucket"]
    line = "%s of %s of %s" % (breach["how"], ascii(breach["key"]), place)
    if breach["how"] == "change":
        return [line] if held(stores, breach) != before else []
    if breach["kind"] == "object":
        return [line] if ("object", place, breach["key"]) in stores.read else []
    key = typed(breach["key"])
    items = [item for kind, table, item in stores.read if kind == "item" and table == place]
    return [line] if any(all(item.get(name) == key[name] for name in key) for item in items) else []


def answered_breach(breach: Any, answers: list[Answer]) -> list[str]:
    """Whether answers hold words of others, or tell of an error of the server."""
    if breach["kind"] == "answer":
        said = [answer.says().lower() for answer in answers]
        words = [word for word in breach["words"] if any(word in text for text in said)]
        return ["an answer holds %s, which is not the attacker's" % word for word in words]
    failed = [answer for answer in answers if answer.error or (answer.status or 0) >= 500]
    return ["a server error: %s" % ascii(failed[0].error or failed[0].status)] if failed else []


def make_arena() -> str:
    """A new folder; where bytes of the attack name the one in which it was found, that one."""
    pinned = json.loads((HERE / "case.json").read_text(encoding="utf-8"))["pinned"]
    if pinned is None:
        return os.path.realpath(tempfile.mkdtemp(prefix="kit-"))
    folder: str = os.path.join(*pinned)
    try:
        os.mkdir(folder)
    except OSError as error:
        raise CannotTell(
            "the attack names the folder %s, which cannot be made: %s" % (folder, error)
        ) from error
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", help="another settings module, for a twin of the project")
    parser.add_argument("--project", help="the folder of the project, if it lies elsewhere by now")
    options = parser.parse_args()
    arena = None
    try:
        arena = make_arena()
        found = attempt(load("case.json", arena), arena, options.settings, options.project)
    except CannotTell as why:
        print("cannot tell: %s" % why)
        return 2
    except Exception as error:  # noqa: BLE001 - a project that does not start may raise anything
        print("cannot tell: %s: %s" % (type(error).__name__, ascii(str(error))))
        return 2
    finally:
        if arena is not None:
            shutil.rmtree(arena, ignore_errors=True)
    for line in found:
        print(line)
    print("touched again" if found else "nothing of another's was touched")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
