"""Formatting of Word files, cut away before the tree is built (版式)."""

import pytest
from small_files import WORD, word

from hengxiao.core.reading.docx import bare


def cut(part: str) -> str:
    return bare(part.encode()).decode()


def test_formatting_is_cut_away() -> None:
    look = '<w:rFonts w:ascii="Arial"/><w:sz w:val="20"/><w:bCs/>'
    paragraph = f'<w:p><w:pPr><w:jc w:val="left"/><w:rPr>{look}</w:rPr></w:pPr><w:r><w:rPr>{look}</w:rPr><w:t>巡查</w:t></w:r></w:p>'
    assert cut(paragraph) == "<w:p><w:r><w:t>巡查</w:t></w:r></w:p>"


@pytest.mark.parametrize("mark", ["<w:b/>", '<w:vanish w:val="0"/>', '<w:del w:id="1"/>'])
def test_properties_that_texts_depend_on_stay(mark: str) -> None:
    run = f"<w:r><w:rPr>{mark}<w:sz/></w:rPr><w:t>巡查</w:t></w:r>"
    assert cut(run) == run


@pytest.mark.parametrize("mark", ["<w:pageBreakBefore/>", "<w:sectPr/>", "<w:sectPr><w:type/></w:sectPr>"])
def test_paragraph_properties_that_begin_a_page_stay(mark: str) -> None:
    paragraph = f"<w:p><w:pPr><w:jc/>{mark}</w:pPr><w:r><w:t>巡查</w:t></w:r></w:p>"
    assert cut(paragraph) == paragraph


def test_part_with_literal_text_is_left_as_it_is() -> None:
    literal = "<w:rPr><w:sz/></w:rPr>"
    read = word(f"<w:p><w:r><w:t><![CDATA[{literal}]]></w:t></w:r></w:p>")
    assert [block.text for block in read.blocks if not hasattr(block, "cells")] == [literal]


def test_other_prefix_is_read_all_the_same() -> None:
    body = f'<x:p xmlns:x="{WORD}"><x:pPr><x:jc x:val="left"/></x:pPr><x:r><x:rPr><x:sz/></x:rPr><x:t>巡查</x:t></x:r></x:p>'
    assert [block.text for block in word(body).blocks if not hasattr(block, "cells")] == ["巡查"]
