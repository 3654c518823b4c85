"""Formatting of Word files, folded away before the tree is built (版式): whatever is folded reads the same."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from small_files import WORD, lines, packed, word, word_parts

from hengxiao.core.forms.grid import Document
from hengxiao.core.reading import docx, open_bytes
from hengxiao.core.reading.docx_folding import folded

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.docx"))


def cut(part: str) -> str:
    return folded(part.encode()).decode()


def unfolded(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> Document:
    with monkeypatch.context() as patch:
        patch.setattr(docx, "folded", lambda part: part)
        return open_bytes(name, data)


def test_formatting_is_cut_away() -> None:
    look = '<w:rFonts w:ascii="Arial"/><w:sz w:val="20"/><w:bCs/>'
    paragraph = f'<w:p><w:pPr><w:jc w:val="left"/><w:rPr>{look}</w:rPr></w:pPr><w:r><w:rPr>{look}</w:rPr><w:t>巡查</w:t></w:r></w:p>'
    assert cut(paragraph) == "<w:p>巡查</w:p>"


@pytest.mark.parametrize("mark", ["<w:b/>", '<w:vanish w:val="0"/>', '<w:del w:id="1"/>'])
def test_properties_that_texts_depend_on_stay(mark: str) -> None:
    run = f"<w:r><w:rPr>{mark}<w:sz/></w:rPr><w:t>巡查</w:t></w:r>"
    assert cut(run) == run


def test_runs_that_only_formatting_parts_are_joined() -> None:
    runs = '<w:r><w:t>产</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="1"><w:rPr><w:sz/></w:rPr><w:t>出</w:t></w:r>'
    assert cut(f'<w:p w:rsidR="1">{runs}</w:p>') == "<w:p>产出</w:p>"


@pytest.mark.parametrize(
    ("properties", "shape"),
    [
        ('<w:tcW w:w="1247" w:type="dxa"/>', "1247,,"),
        ('<w:tcW w:w="1247" w:type="dxa"/><w:gridSpan w:val="3"/><w:vAlign w:val="center"/>', "1247,3,"),
        ('<w:tcW w:w="0" w:type="dxa"/><w:vMerge w:val="restart"/><w:hideMark/>', "0,,"),
        ('<w:tcW w:w="9" w:type="dxa"/><w:vMerge/><w:tcBorders><w:top w:val="nil"/></w:tcBorders>', "9,,M"),
        ('<w:tcW w:w="9" w:type="dxa"/><w:vMerge w:val="continue"/><w:shd w:fill="auto"/>', "9,,M"),
    ],
)
def test_properties_of_plain_cells_become_one_attribute(properties: str, shape: str) -> None:
    assert cut(f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p/></w:tc>") == f'<w:tc shape="{shape}"><w:p/></w:tc>'


@pytest.mark.parametrize(
    "properties",
    ['<w:tcW w:w="50" w:type="pct"/>', '<w:tcW w:w="9" w:type="dxa"/><w:cellDel w:id="1"/>', "<w:hMerge/>"],
)
def test_properties_beyond_an_attribute_stay(properties: str) -> None:
    cell = f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p/></w:tc>"
    assert cut(cell) == cell


@pytest.mark.parametrize("mark", ["<w:pageBreakBefore/>", "<w:sectPr/>", "<w:sectPr><w:type/></w:sectPr>"])
def test_paragraph_properties_that_begin_a_page_stay(mark: str) -> None:
    paragraph = f"<w:p><w:pPr><w:jc/>{mark}</w:pPr><w:r><w:t>巡查</w:t></w:r></w:p>"
    assert cut(paragraph) == paragraph


def test_prompt_of_a_control_around_a_folded_cell_is_not_read() -> None:
    prompt = "<w:p><w:r><w:rPr><w:color/></w:rPr><w:t>单击此处输入文字。</w:t></w:r></w:p>"
    cell = f'<w:tc><w:tcPr><w:tcW w:w="9" w:type="dxa"/></w:tcPr>{prompt}</w:tc>'
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{cell}</w:sdtContent></w:sdt>"
    plain = '<w:tc><w:tcPr><w:tcW w:w="9" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>10家</w:t></w:r></w:p></w:tc>'
    assert lines(word(f"<w:tbl><w:tr>{control}{plain}</w:tr></w:tbl>")) == [[["", "10家"]]]


def test_part_with_literal_text_is_left_as_it_is() -> None:
    literal = "<w:rPr><w:sz/></w:rPr>"
    read = word(f"<w:p><w:r><w:t><![CDATA[{literal}]]></w:t></w:r></w:p>")
    assert [block.text for block in read.blocks if not hasattr(block, "cells")] == [literal]


def test_other_prefix_is_read_all_the_same() -> None:
    body = f'<x:p xmlns:x="{WORD}"><x:pPr><x:jc x:val="left"/></x:pPr><x:r><x:rPr><x:sz/></x:rPr><x:t>巡查</x:t></x:r></x:p>'
    assert [block.text for block in word(body).blocks if not hasattr(block, "cells")] == ["巡查"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_sample_reads_the_same_unfolded(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sample.read_bytes()
    assert open_bytes(sample.name, data) == unfolded(sample.name, data, monkeypatch)


texts = some.sampled_from(["", " ", "产出", "≥95%", "a &lt; b", "第 1 行"])
run_looks = some.sampled_from(["", "<w:rPr><w:sz/></w:rPr>", "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:vanish/></w:rPr>"])
runs = some.builds("<w:r>{}<w:t>{}</w:t></w:r>".format, run_looks, texts)
between = some.sampled_from(
    ["", "<w:br/>", '<w:proofErr w:type="x"/>', '<w:bookmarkStart w:id="1"/>', "<w:r><w:br/></w:r>"]
)
fields = some.sampled_from(["begin", "separate", "end"]).map('<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format)
inside = some.lists(some.one_of(runs, between, fields), max_size=4).map("".join)
looks = some.sampled_from(
    ["", "<w:pPr><w:jc/></w:pPr>", "<w:pPr><w:pageBreakBefore/></w:pPr>", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"]
)
paragraphs = some.one_of(some.just("<w:p/>"), some.builds("<w:p>{}{}</w:p>".format, looks, inside))
properties = some.builds(
    "<w:tcPr>{}{}{}{}</w:tcPr>".format,
    some.sampled_from(["", '<w:tcW w:w="900" w:type="dxa"/>', '<w:tcW w:w="50" w:type="pct"/>']),
    some.sampled_from(["", '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="99"/>']),
    some.sampled_from(["", '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:vMerge w:val="continue"/>']),
    some.sampled_from(["", '<w:vAlign w:val="center"/>', "<w:tcBorders><w:top/></w:tcBorders>", "<w:cellDel/>"]),
)
contents = some.lists(paragraphs, min_size=1, max_size=2).map("".join)
cells = some.builds("<w:tc>{}{}</w:tc>".format, properties, contents)
wrapped = some.builds(
    "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>".format,
    some.sampled_from(["", "<w:showingPlcHdr/>"]),
    cells,
)
rows = some.builds(
    "<w:tr>{}{}</w:tr>".format,
    some.sampled_from(["", "<w:trPr><w:trHeight/></w:trPr>", '<w:trPr><w:gridBefore w:val="1"/></w:trPr>']),
    some.lists(some.one_of(cells, wrapped), min_size=1, max_size=3).map("".join),
)
tables = some.lists(rows, min_size=1, max_size=4).map(lambda found: f"<w:tbl>{''.join(found)}</w:tbl>")
nested = some.builds(
    '<w:tbl><w:tr><w:tc><w:tcPr><w:tcW w:w="9" w:type="dxa"/></w:tcPr>{}{}</w:tc></w:tr></w:tbl>'.format,
    tables,
    paragraphs,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=some.lists(some.one_of(paragraphs, tables, nested), min_size=1, max_size=3).map("".join))
def test_any_body_reads_the_same_unfolded(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed(word_parts(body))
    assert open_bytes("表.docx", data) == unfolded("表.docx", data, monkeypatch)
