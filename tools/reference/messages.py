"""findings.md and glossary.md: every message, and the words of the code beside the official terms."""

from __future__ import annotations

from importlib.resources import files

from hengxiao.core.terms.catalogue import family
from hengxiao.core.terms.glossary import glossary_rows
from reference.writing import code, page, table, words

GENERAL = """程序说的每一句话，按代码。代码不会改作别的意思，程序可以认它；句子可以改得更好懂。
大括号里是当时填进去的内容。检查的句子在 [checks.md](checks.md)。"""
TITLES = {
    "reading": "读表 · Reading",
    "values": "指标值 · Values",
    "scoring": "评分与监控 · Scoring and monitoring",
    "packs": "规则包 · Packs",
    "printing": "打印与校验 · Printing",
    "conformance": "一致性测试 · Conformance kit",
    "cli": "屏幕用语 · Words of the screen",
}
LEVELS = {"error": "错误", "warning": "警告", "info": "提示"}


def families() -> tuple[str, ...]:
    """Families of messages, those with a title first and in its order."""
    here = {path.name.removesuffix(".toml") for path in (files("hengxiao.core.terms") / "messages").iterdir()}
    return (*(name for name in TITLES if name in here), *sorted(here - set(TITLES) - {"checks"}))


def findings_page() -> str:
    """The page of messages (问题与说明)."""
    parts: list[str] = []
    for name in families():
        rows = (
            (code(f"{name}.{thing}"), LEVELS.get(entry.get("severity", ""), ""), words(entry["zh"]), words(entry["en"]))
            for thing, entry in family(name).items()
        )
        parts += [f"## {TITLES.get(name, name)}", table(("代码", "级别", "中文", "English"), rows)]
    return page("问题与说明 · Findings and messages", GENERAL, *parts)


def glossary_page() -> str:
    """The page of terms (术语)."""
    about = "代码里的一个英文词，只对一个正式名。出处写“本项目用语”的，不是文件用语。"
    rows = (
        (code(word), words(official), words(english), words(source))
        for word, official, english, source in glossary_rows()
    )
    return page("术语 · Glossary", about, table(("代码", "正式名", "English", "出处"), rows))
