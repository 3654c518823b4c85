"""json.md: the machine output, from the models the JSON Schemas are made of; and the columns of a corpus."""

from __future__ import annotations

from typing import Any

from hengxiao.cli.schemas import SHAPES, schema
from hengxiao.core.analytics.corpus import COLUMNS
from hengxiao.core.targets.records import SCHEMA_VERSION
from reference.writing import code, page, table, words

GENERAL = f"""`--json`（`value` 是 `--jsonl`）时，标准输出每行一个 JSON 对象，编码 UTF-8；给人看的话都不在里面。
格式的版本现在是 **{SCHEMA_VERSION}**。规矩：
键只增不减；键的意思变了才升版本，升版本写进 CHANGELOG。读的程序请忽略不认识的键。
机器可用的 JSON Schema：
[read](../schemas/read.json)、[value](../schemas/value.json)、
[check](../schemas/check.json)、[score](../schemas/score.json)。

文字一律照印刷原样，空白归一；没有的写空字符串。分数、金额写成文字，免得丢掉小数位；没有得分是空字符串，不是 0。
`hengxiao value --jsonl` 的输入每行 `{{"text": …, "cells"?: […], "indicator"?: …, "unit"?: …}}`。
一个文件有几张表，就有几行；读不出的文件只有 `source` 和 `findings`，退出码 3，其余文件照读。
`pack show --json`、`pack diff --json`、`monitor --json`、`conformance run --json`
也是每行一个对象，但不在版本承诺之内。"""
CORPUS = """`hengxiao read 文件夹 --out 全部.parquet` 写出的列：一行一条指标。
`value_` 开头的是对指标值的理解，数已换成规范单位。"""


def kind(spec: dict[str, Any]) -> str:
    """The type of a field in words."""
    if "$ref" in spec:
        name = spec["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in spec:
        return " 或 ".join(kind(each) for each in spec["anyOf"])
    if "enum" in spec or "const" in spec:
        return " ".join(code(str(each)) for each in spec.get("enum", [spec.get("const")]))
    if spec.get("type") == "array":
        return f"列表：{kind(spec['items'])}"
    if spec.get("type") == "object":
        values = spec.get("additionalProperties")
        return f"对象：键 → {kind(values)}" if isinstance(values, dict) else "对象"
    return {"string": "文字", "integer": "整数", "number": "数", "null": "null", "boolean": "真假"}.get(
        spec.get("type", ""), "任意"
    )


def shape(name: str, spec: dict[str, Any]) -> str:
    """One object."""
    required = set(spec.get("required", ()))
    rows = (
        (code(field), kind(each), "必有" if field in required else "可无", words(each.get("description", "")))
        for field, each in spec["properties"].items()
    )
    return "\n\n".join((f"## {name}", words(spec.get("description", "")), table(("键", "类型", "", "说明"), rows)))


def json_page() -> str:
    """The page of the machine output (JSON)."""
    made: dict[str, dict[str, Any]] = {}
    roots: list[tuple[str, str]] = []
    for name, model in SHAPES.items():
        made_of = schema(name)
        made[model.__name__] = made_of if "properties" in made_of else made_of["$defs"][model.__name__]
        roots.append((f"hengxiao {name}", f"[{model.__name__}](#{model.__name__.lower()})"))
        for inner, spec in made_of.get("$defs", {}).items():
            made.setdefault(inner, spec)
    index = table(("命令", "每行"), ((code(command), link) for command, link in roots))
    columns = table(("列", "类型"), ((code(column), code(kind_)) for column, kind_ in COLUMNS.items()))
    shapes = (shape(name, spec) for name, spec in made.items())
    return page("JSON 与 Parquet · Machine output", GENERAL, index, *shapes, "## Parquet", CORPUS, columns)
