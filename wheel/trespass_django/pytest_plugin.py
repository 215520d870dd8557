"""`pytest --trespass`: one test an operation of the project's config. The check runs once, when the first is due."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional, Union

import pytest

from .tool import NodeMissing, find_node
from .verdicts import CheckFailed, Verdict, check, operation_names

CONFIG_NAMES = [f"trespass.config.{end}" for end in ("ts", "mts", "js", "mjs", "json")]


class NotJudged(Exception):
    """The operation could not be judged, which is neither passed nor failed."""


class FlawFound(AssertionError):
    """The operation has a flaw; the text is its report."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("trespass", "security tests by Trespass")
    group.addoption("--trespass", action="store_true", help="attack the project: one test an operation")
    group.addoption("--trespass-config", metavar="FILE", help="its config (default: trespass.config.* here)")
    group.addoption(
        "--trespass-args",
        metavar="OPTIONS",
        default="",
        help="options of trespass check, such as '--runs 500 --seed 1'",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "trespass: an operation that Trespass attacks, with --trespass")
    if not config.getoption("trespass"):
        return
    try:
        find_node()
    except NodeMissing as missing:
        raise pytest.UsageError(str(missing)) from None
    file = config_file(config)
    config.pluginmanager.register(Collection(config, file), "trespass-collection")
    if not any(same_file(argument, file, config.invocation_params.dir) for argument in config.args):
        config.args.append(str(file))


def config_file(config: pytest.Config) -> Path:
    folder: Path = config.invocation_params.dir
    named = config.getoption("trespass_config")
    candidates = [folder / named] if named else [folder / name for name in CONFIG_NAMES]
    for file in candidates:
        if file.is_file():
            return file
    where = str(candidates[0]) if named else str(folder)
    raise pytest.UsageError(
        f"trespass: there is no config in {where}; write one with `trespass init`, or name it with --trespass-config"
    )


def same_file(argument: str, file: Path, folder: Path) -> bool:
    return os.path.realpath(folder / argument.split("::")[0]) == os.path.realpath(file)


class Collection:
    """Collects the config, wherever it lies, and no other file; its operations share one check."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        self.file = file
        self.folder = str(config.invocation_params.dir)
        self.options = shlex.split(config.getoption("trespass_args"))
        self.names: list[str] = []
        self.chosen: list[str] = []
        self.checked: Union[dict[str, Verdict], CheckFailed, None] = None

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> Optional["ConfigFile"]:
        if file_path != self.file:
            return None
        made: ConfigFile = ConfigFile.from_parent(parent, path=file_path)
        made.collection = self
        return made

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What is attacked is known when -k, -m and --lf have chosen."""
        self.chosen = [item.name for item in session.items if isinstance(item, OperationItem)]

    def verdict_of(self, name: str) -> Verdict:
        if self.checked is None:
            self.checked = self.run_check()
        if isinstance(self.checked, CheckFailed):
            raise NotJudged(str(self.checked))
        return self.checked.get(name, Verdict("error", "trespass: the check does not say what became of it"))

    def run_check(self) -> Union[dict[str, Verdict], CheckFailed]:
        operations = [] if self.chosen == self.names else self.chosen
        try:
            return check(str(self.file), self.folder, operations, self.options)
        except CheckFailed as failed:
            return failed


class ConfigFile(pytest.File):
    """The config as a collector of operations."""

    collection: Collection

    def collect(self) -> Iterator["OperationItem"]:
        try:
            names = operation_names(str(self.path), self.collection.folder)
        except CheckFailed as failed:
            raise self.CollectError(str(failed)) from None
        self.collection.names = names
        for name in names:
            item: OperationItem = OperationItem.from_parent(self, name=name)
            yield item


class OperationItem(pytest.Item):
    """An operation of the config as a test."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.add_marker("trespass")
        self.verdict = Verdict("error")

    def setup(self) -> None:
        assert isinstance(self.parent, ConfigFile)
        self.verdict = self.parent.collection.verdict_of(self.name)
        if self.verdict.remarks:
            self.add_report_section("setup", "trespass", self.verdict.remarks)
        if self.verdict.kind == "error":
            raise NotJudged(self.verdict.text)
        if self.verdict.kind == "skipped":
            pytest.skip(self.verdict.text)

    def runtest(self) -> None:
        if self.verdict.kind == "failed":
            raise FlawFound(self.verdict.text)

    def repr_failure(self, excinfo: "pytest.ExceptionInfo[BaseException]", style: Any = None) -> Any:
        if isinstance(excinfo.value, (FlawFound, NotJudged)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, Optional[int], str]:
        return self.path, None, f"trespass: {self.name}"
