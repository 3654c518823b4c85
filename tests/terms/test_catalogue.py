"""Every message exists in both languages and takes the same facts."""

import string
import tomllib
from importlib.resources import files

import pytest

from hengxiao.core.terms.catalogue import UnknownMessageError, entry, family, say, severity_of
from hengxiao.core.terms.kinds import Severity

FAMILIES = sorted(
    f.name.removesuffix(".toml")
    for f in (files("hengxiao.core.terms") / "messages").iterdir()
    if f.name.endswith(".toml")
)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("name", FAMILIES)
def test_messages_have_both_languages_with_the_same_facts(name: str):
    for thing, texts in family(name).items():
        assert texts["zh"], thing
        assert texts["en"], thing
        assert fields(texts["zh"]) == fields(texts["en"]), f"{name}.{thing}"


@pytest.mark.parametrize("name", FAMILIES)
def test_message_files_hold_only_their_own_family(name: str):
    source = files("hengxiao.core.terms") / "messages" / f"{name}.toml"
    assert set(tomllib.loads(source.read_text(encoding="utf-8"))) == {name}


def test_say_fills_in_the_facts():
    assert say("reading.unplaced", "en", {"text": "x"}).startswith("cell “x” belongs to no column")


def test_severity_comes_from_the_catalogue():
    assert severity_of("reading.unplaced") == Severity.WARNING


@pytest.mark.parametrize("code", ["reading.nothing", "nothing.at_all"])
def test_unknown_code_is_refused(code: str):
    with pytest.raises(UnknownMessageError):
        entry(code)
