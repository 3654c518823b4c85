"""The front-end files are the ones their manifest names (前端文件清单)."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

FOLDERS = ("src/hengxiao/site/static/site/vendor", "tests/e2e/vendor")


@pytest.mark.parametrize("folder", FOLDERS)
def test_vendored_files_have_the_hashes_of_the_manifest(root: Path, folder: str) -> None:
    rows = json.loads((root / folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {row["file"]: sha256((root / folder / row["file"]).read_bytes()).hexdigest() for row in rows} == {
        row["file"]: row["sha256"] for row in rows
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_file_is_in_the_manifest_and_has_a_license(root: Path, folder: str) -> None:
    rows = json.loads((root / folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    listed = {row["file"] for row in rows} | {"manifest.json", "tabler.LICENSE.txt"}
    assert {path.name for path in (root / folder).iterdir()} - listed == set()
    names = {row["file"].split(".")[0] for row in rows if not row["file"].endswith(".txt")}
    assert {name for name in names if not (root / folder / f"{name}.LICENSE.txt").is_file()} == set()


def test_no_vendored_file_asks_for_another_one(root: Path) -> None:
    folder = root / "src/hengxiao/site/static/site"
    texts = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in {".css", ".js"}}
    assert [path.name for path, text in texts.items() if "sourceMappingURL" in text or "@import" in text] == []
