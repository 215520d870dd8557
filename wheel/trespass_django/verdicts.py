"""Runs one check and reads from its JUnit report what became of each operation. Knows nothing of pytest."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from .tool import command

GRACE_SECONDS = 30
OUTPUT_CHARACTERS_MAX = 4_000


@dataclass(frozen=True)
class Verdict:
    """What became of an operation: `passed`, `failed`, `skipped` or `error`, the reason, and remarks."""

    kind: str
    text: str = ""
    remarks: str = ""


class CheckFailed(Exception):
    """The tool could not do what it was asked; its text says why."""


def operation_names(config: str, folder: str) -> list[str]:
    """The operations of a config, without starting its target."""
    ended = run(["operations", "--names", "--config", config], folder)
    if ended.returncode != 0:
        raise CheckFailed(said_by(ended))
    return [line for line in ended.stdout.splitlines() if line != ""]


def check(config: str, folder: str, operations: Sequence[str], options: Sequence[str]) -> dict[str, Verdict]:
    """Attacks operations (all where none is named); verdicts by operation. `folder`: where it is started."""
    with tempfile.TemporaryDirectory(prefix="trespass-pytest-") as made:
        report = os.path.join(made, "junit.xml")
        asked = ["check", "--config", config, "--reporter", f"junit={report}", *options, "--", *operations]
        ended = run(asked, folder)
        try:
            root = ElementTree.parse(report).getroot()
        except (OSError, ElementTree.ParseError):
            raise CheckFailed(said_by(ended)) from None
    verdicts = {name: verdict for name, verdict in map(judged, root.iter("testcase")) if name is not None}
    faults = [case for case in root.iter("testcase") if case.get("classname") != "trespass"]
    for case in faults:
        verdicts = with_fault(verdicts, case.get("classname") or "run", message_of(case.find("error")))
    if ended.returncode not in (0, 1) and not any(
        one.kind in ("failed", "error") for one in verdicts.values()
    ):
        raise CheckFailed("\n".join(message_of(case.find("error")) for case in faults) or said_by(ended))
    return verdicts


def judged(case: ElementTree.Element) -> tuple[Optional[str], Verdict]:
    """The operation of a test case and its verdict; no operation where the case tells of a fault of the run."""
    if case.get("classname") != "trespass":
        return None, Verdict("error")
    remarks = (case.findtext("system-out") or "").strip()
    failure, skipped = case.find("failure"), case.find("skipped")
    if failure is not None:
        return case.get("name"), Verdict("failed", (failure.text or message_of(failure)).strip(), remarks)
    if skipped is not None:
        return case.get("name"), Verdict("skipped", message_of(skipped), remarks)
    return case.get("name"), Verdict("passed", "", remarks)


def with_fault(verdicts: Mapping[str, Verdict], where: str, text: str) -> dict[str, Verdict]:
    """What could not be judged is never passed: one operation, or all but those with a flaw."""
    if where in verdicts:
        names = [where]
    else:
        names = [name for name, verdict in verdicts.items() if verdict.kind != "failed"]
    return {**verdicts, **{name: Verdict("error", text) for name in names}}


def message_of(element: Optional[ElementTree.Element]) -> str:
    return "" if element is None else element.get("message", "")


def run(arguments: Sequence[str], folder: str) -> "subprocess.CompletedProcess[str]":
    """The tool to its end. Interrupted, it gets the time to stop its target and to remove its arena."""
    # The target runs in the environment that the tests run in, unless the user or the config says otherwise.
    env = {"TRESPASS_PYTHON": sys.executable, **os.environ, "NO_COLOR": "1"}
    words = command(*arguments)
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    try:
        stdout, stderr = process.communicate()
    except BaseException:
        process.terminate()
        try:
            process.communicate(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
    return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)


def said_by(ended: "subprocess.CompletedProcess[str]") -> str:
    said = (ended.stderr.strip() or ended.stdout.strip())[-OUTPUT_CHARACTERS_MAX:]
    return said or f"trespass ended with exit code {ended.returncode} and said nothing"
