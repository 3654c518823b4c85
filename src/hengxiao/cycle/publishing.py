"""The public edition of a form (公开版) and what is downloaded of it: pure, made from a document and the withheld list.

The public edition holds every cell of the internal one except those withheld; traces of the work (places in the source
file, unread marks, raw cells) are not cells of the form and stay inside.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from hengxiao.core.targets.forms import INDICATOR_FIELDS
from hengxiao.core.targets.records import FUND_FIELDS, PROJECT_FIELDS
from hengxiao.cycle.documents import GOAL_FIELDS, LISTS, STATEMENTS, Document, texts

WITHHELD = "不予公开"
COLUMNS = {
    "project": PROJECT_FIELDS,
    "funds": ("id", *FUND_FIELDS, "unit"),
    "goals": ("id", "term", *GOAL_FIELDS),
    "indicators": ("id", *INDICATOR_FIELDS, *STATEMENTS),
}
WORKING = ("target_cells",)  # raw cells of the source, beside the text they were read into
PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*%?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Edition:
    """A public edition (公开版): the document without the withheld texts, and which were withheld on what ground."""

    document: Document
    withheld: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class About:
    """What is said of an edition beside its cells (发布信息)."""

    number: int
    organisation: str
    organisation_code: str
    year: int
    pack: str
    released: str
    version: int
    digest: str
    superseded_by: int | None = None


def public_document(document: Document, withheld: Mapping[str, str]) -> Edition:
    """The public edition of a document (公开版): exactly the withheld paths lose their text.

    `withheld` is path → legal ground; what repeats a withheld label is withheld with it, see `followed`.

    Raises:
        KeyError: a path names no cell; better no edition than one that keeps back less than was decided.
    """
    unknown = withheld.keys() - dict(texts(document)).keys()
    if unknown:
        raise KeyError(sorted(unknown)[0])
    withheld = followed(document, withheld)
    public: Document = {name: document[name] for name in ("layout", "title", "year", "kind")}
    public["project"] = _kept("project", document["project"], withheld)
    for kind in LISTS:
        public[kind] = [_kept(f"{kind}.{entry['id']}", entry, withheld) for entry in document[kind]]
    return Edition(public, dict(sorted(withheld.items())))


def followed(document: Document, withheld: Mapping[str, str]) -> dict[str, str]:
    """The withheld paths and those that repeat them (连带不予公开): rows name their goal by its label."""
    found = dict(withheld)
    for goal in document["goals"]:
        ground = withheld.get(f"goals.{goal['id']}.label")
        if ground and goal["label"]:
            same = [row["id"] for row in document["indicators"] if row["goal"] == goal["label"]]
            found = {f"indicators.{each}.goal": ground for each in same} | found
    return found


def _kept(path: str, entry: Mapping[str, Any], withheld: Mapping[str, str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in entry.items():
        if name == "quality":
            kept[name] = _kept(f"{path}.quality", value, withheld)
        elif name not in WORKING:
            kept[name] = "" if f"{path}.{name}" in withheld else deepcopy(value)
    return kept


def shown(edition: Edition, path: str, text: str) -> str:
    """What stands in a cell outside (公开文本): the text, or that it is withheld."""
    return WITHHELD if path in edition.withheld else text


def record(edition: Edition, about: About) -> dict[str, Any]:
    """The edition as JSON (公开数据)."""
    return {
        "release": {
            "number": about.number, "organisation": about.organisation, "organisation_code": about.organisation_code,
            "year": about.year, "released": about.released, "version": about.version,
            "superseded_by": about.superseded_by,
        },
        "form": edition.document,
        "withheld": [{"path": path, "ground": ground} for path, ground in edition.withheld.items()],
    }  # fmt: skip


def json_bytes(content: Any) -> bytes:
    """JSON to read (JSON 文件)."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def safe_cell(text: str) -> str:
    """A text no spreadsheet takes for a formula (防公式注入): a quote before it, unless it is a plain number."""
    if text.lstrip(" ").startswith(FORMULA) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_bytes(columns: Sequence[str], rows: Iterator[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8 (CSV 文件)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe_cell(text) for text in row] for row in rows)
    return out.getvalue().encode()


def table(edition: Edition, kind: str) -> Iterator[list[str]]:
    """The rows of one table of the form (表的各行), withheld cells marked."""
    entries = [edition.document["project"]] if kind == "project" else edition.document[kind]
    for entry in entries:
        path = "project" if kind == "project" else f"{kind}.{entry['id']}"
        yield [shown(edition, f"{path}.{name}", _text(entry, name)) for name in COLUMNS[kind]]


def _text(entry: Mapping[str, Any], name: str) -> str:
    if name.startswith("quality."):
        return str(entry.get("quality", {}).get(name.partition(".")[2], ""))
    return str(entry.get(name, ""))


def data_package(edition: Edition, about: About) -> bytes:
    """A Frictionless Data Package (数据包): datapackage.json, a CSV of every table, the JSON and the withheld list."""
    files = {f"{kind}.csv": csv_bytes(COLUMNS[kind], table(edition, kind)) for kind in COLUMNS}
    files["withheld.csv"] = csv_bytes(("path", "ground"), iter(list(edition.withheld.items())))
    columns = {f"{kind}.csv": names for kind, names in COLUMNS.items()} | {"withheld.csv": ("path", "ground")}
    resources = [_tabular(name, content, columns[name]) for name, content in files.items()]
    files["record.json"] = json_bytes(record(edition, about))
    resources.append(_resource("record.json", files["record.json"], "json", "application/json"))
    description = {
        "profile": "data-package", "name": f"release-{about.number}", "title": edition.document["title"],
        "created": about.released, "version": str(about.version), "resources": resources,
        "contributors": [{"title": about.organisation, "role": "publisher"}],
    }  # fmt: skip
    return _zipped({"datapackage.json": json_bytes(description)} | files)


def _resource(name: str, content: bytes, format_: str, media: str) -> dict[str, Any]:
    return {
        "name": name.rpartition(".")[0], "path": name, "format": format_, "mediatype": media, "encoding": "utf-8",
        "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }  # fmt: skip


def _tabular(name: str, content: bytes, columns: Sequence[str]) -> dict[str, Any]:
    fields = [{"name": column, "type": "string"} for column in columns]
    schema = {"fields": fields, "missingValues": ["", WITHHELD]}
    return _resource(name, content, "csv", "text/csv") | {"profile": "tabular-data-resource", "schema": schema}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip that is the same byte for byte for the same files (可重现的压缩包)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()
