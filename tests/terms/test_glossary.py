"""The glossary against the code: one English word, one official term, and each of them really in use."""

from collections import Counter
from importlib import import_module

import pytest

from hengxiao.core.packs import available, load
from hengxiao.core.terms.glossary import Entry, UnknownTermError, glossary, glossary_rows, term

IN_CODE = [entry for entry in glossary() if not entry.where.startswith("pack:")]
IN_PACKS = [entry for entry in glossary() if entry.where.startswith("pack:")]


def named(entry: Entry) -> str:
    return entry.code


def symbol(entry: Entry) -> object:
    """The class, member or function an entry names."""
    module, _, path = entry.where.partition(":")
    found: object = import_module(module)
    for name in path.split("."):
        found = getattr(found, name)
    return found


@pytest.mark.parametrize("side", ["code", "official", "english"])
def test_no_two_terms_share_a_word(side: str):
    counted = Counter(getattr(entry, side) for entry in glossary())
    assert [word for word, times in counted.items() if times > 1] == []


def test_other_wordings_are_no_official_term_of_another_entry_of_the_code():
    official = {entry.official: entry.code for entry in IN_CODE}
    clashes = [
        (word, entry.code) for entry in IN_CODE for word in entry.also if official.get(word, entry.code) != entry.code
    ]
    assert clashes == []


def test_glossary_is_large_enough_to_speak_with():
    assert len(glossary()) >= 120


@pytest.mark.parametrize("entry", IN_CODE, ids=named)
def test_term_is_used_in_the_code(entry: Entry):
    found = symbol(entry)
    if isinstance(found, type):
        first = (found.__doc__ or "").partition("\n")[0]
        assert any(word in first for word in (entry.official, *entry.also)), first


@pytest.mark.parametrize("entry", IN_PACKS, ids=named)
def test_term_is_used_in_the_packs(entry: Entry):
    code, _, part = entry.where.removeprefix("pack:").partition("/")
    values = [rule.value for pack_id in available() if (rule := load(pack_id).find(code))]
    assert values
    if part:
        names = {item["name"] for value in values for item in value if item["code"] == part}
        assert names & {entry.official, *entry.also}, names


def test_rows_of_the_reference_page():
    rows = {row[0]: row for row in glossary_rows()}
    assert rows["goal"] == ("goal", "绩效目标", "goal", "财预〔2015〕88号")
    assert len(rows) == len(glossary())


def test_term_is_found_by_code():
    assert term("project.unit").official == "实施单位"


def test_unknown_term_is_refused():
    with pytest.raises(UnknownTermError):
        term("mubiao")


def test_every_entry_is_complete():
    assert [e.code for e in glossary() if not all((e.code, e.official, e.english, e.source, e.where))] == []
