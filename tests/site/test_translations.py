"""Every sentence of the pages has English, and no Chinese escapes translation (英文目录)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.template import engines
from django.utils.translation import gettext, override

SPEC = importlib.util.spec_from_file_location(
    "translations", Path(__file__).resolve().parents[2] / "tools" / "translations.py"
)
assert SPEC is not None and SPEC.loader is not None
translations: ModuleType = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = translations
SPEC.loader.exec_module(translations)


def test_every_sentence_has_english() -> None:
    known = translations.read_po()
    assert sorted({said.key[1] for said in translations.collect() if not all(known.get(said.key, ("",)))}) == []


def test_no_english_text_still_holds_chinese() -> None:
    texts = [text for texts in translations.read_po().values() for text in texts]
    assert [text for text in texts if translations.CHINESE.search(text)] == []


def test_the_compiled_catalogue_is_the_one_in_words() -> None:
    compiled = translations.CATALOGUE.with_suffix(".mo").read_bytes()
    assert compiled == translations.compiled(translations.read_po())
    compiled = translations.OTHERWISE.with_suffix(".mo").read_bytes()
    assert compiled == translations.compiled(translations.read_po(translations.OTHERWISE), translations.CHINESE_HEADER)


def test_what_the_libraries_say_is_said_as_this_site_says_it() -> None:
    with override("zh-hans"):
        said = [
            gettext("This field is required."),
            gettext("Two-Factor Authentication"),
            gettext("Enter a valid date."),
        ]
    assert said == ["请填写这一栏。", "两步验证", "输入一个有效的日期。"]


def test_placeholders_are_the_same_in_both_languages() -> None:
    import re

    def holes(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))

    wrong = [
        sentence
        for (_, sentence, plural), texts in translations.read_po().items()
        if holes(texts[-1]) != holes(plural or sentence)
    ]
    assert wrong == []


TEMPLATES = sorted(path for app in translations.APPS for path in (translations.SOURCE / app).rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(translations.SOURCE)))
def test_templates_compile_and_hold_no_chinese_outside_translations(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    engines["django"].from_string(text)  # two blocks of one name, a tag nobody loaded
    assert list(translations.bare_chinese(text)) == []


# modules whose Chinese is data: words of the official forms, markings searched for, names of languages and of the site
DATA = {
    "cycle/outside.py",
    "base/proving.py",
    "cycle/listing.py",
    "cycle/iati.py",
    "cycle/printouts.py",
    "cycle/publishing.py",
    "cycle/tree.py",
    "site/settings.py",
    "site/probes.py",
}
DATA |= {f"cycle/{name}.py" for name in ("drafting", "sourcing", "suggesting")}
MODULES = sorted(
    path
    for app in translations.APPS
    for path in (translations.SOURCE / app).rglob("*.py")
    if not {"migrations", "management"} & set(path.parts) and path.name != "apps.py"
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(translations.SOURCE)))
def test_modules_hold_no_chinese_outside_translations(path: Path) -> None:
    if str(path.relative_to(translations.SOURCE)) not in DATA:
        assert list(translations.bare_chinese_of_python(path.read_text(encoding="utf-8"))) == []


def test_bare_chinese_of_python_code() -> None:
    code = '"""说明"""\na = _("甲")\nb = "乙"\ndef f():\n    """说明"""\n    return f"丙{a}"\n'
    assert list(translations.bare_chinese_of_python(code)) == ["乙", "丙"]


@pytest.mark.parametrize(
    ("template", "keys"),
    [
        ('{% trans "报送" %}', [("", "报送", "")]),
        ('{% trans "报送" context "动作" %}', [("动作", "报送", "")]),
        ("{% trans item.title %}", []),
        ('{% trans "占 10%" %}', [("", "占 10%%", "")]),
        ("{% blocktrans with n=rows %}共 {{ n }} 条{% endblocktrans %}", [("", "共 %(n)s 条", "")]),
        ("{% blocktrans count n=rows %}一{% plural %}{{ n }} 条{% endblocktrans %}", [("", "一", "%(n)s 条")]),
        ("{% blocktrans trimmed %}\n 甲\n 乙\n{% endblocktrans %}", [("", "甲 乙", "")]),
        ('{% include "x.html" with title=_("没有项目") %}', [("", "没有项目", "")]),
    ],
)
def test_sentences_of_a_template(template: str, keys: list[tuple[str, str, str]]) -> None:
    assert list(translations.of_template(template)) == keys


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("<p>没有项目</p>", ["<p>没有项目</p>"]),
        ('{% trans "没有项目" %}{# 说明 #}{% comment %}说明{% endcomment %}<!-- 说明 -->', []),
        ('{% include "x.html" with title="没有项目" %}', ["没有项目"]),
        ('<button lang="zh-Hans">中文</button>', []),
        ('{{ value|default:"无" }}{{ value|default:_("无") }}', ["无"]),
        ("{% blocktrans %}共 {{ n }} 条{% endblocktrans %}", []),
    ],
)
def test_bare_chinese_of_a_template(template: str, texts: list[str]) -> None:
    assert list(translations.bare_chinese(template)) == texts


def test_sentences_of_python_code() -> None:
    code = 'a = _("甲" "乙")\nb = ngettext("一条", "多条", n)\nc = Item("授权", "base:grants", ())\nd = "丙"\n'
    assert sorted(translations.of_python(code)) == [("", "一条", "多条"), ("", "授权", ""), ("", "甲乙", "")]


def test_the_catalogue_survives_writing_and_reading(tmp_path: Path) -> None:
    said = [translations.Said(("动作", '报"送"\n', ""), "x"), translations.Said(("", "一条", "%(n)s 条"), "y")]
    known = {("动作", '报"送"\n', ""): ('"Send"\n',), ("", "一条", "%(n)s 条"): ("one", "%(n)s entries")}
    path = tmp_path / "django.po"
    assert translations.write_po(said, known, path) == known
    assert translations.read_po(path) == known
