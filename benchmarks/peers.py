"""Other tools (对照工具), run by the Python of `.bench/venv`: reads jobs on stdin, prints one JSON object.

Standard library only, so that it needs nothing of this project. Importing a tool is not counted; the first file warms
it up. A tool that is missing or fails says so and is not an error of the measurement.
"""

import contextlib
import importlib.metadata
import json
import re
import resource
import sys
import time
from io import StringIO
from pathlib import Path
from statistics import median


def frames(html):
    """Tables of HTML with spans filled in, by pandas."""
    import pandas

    tables = pandas.read_html(StringIO(html), header=None, keep_default_na=False)
    return [
        [list(frame.columns.astype(str)), *frame.values.tolist()] if named(frame) else frame.values.tolist()
        for frame in tables
    ]


def named(frame):
    return not all(isinstance(name, int) for name in frame.columns)


def python_docx():
    import docx

    return lambda path: [[[c.text for c in row.cells] for row in table.rows] for table in docx.Document(path).tables]


def docx2python():
    from docx2python import docx2python as extract

    def read(path):
        with extract(path, html=False) as content:
            return [[["\n".join(cell) for cell in row] for row in table] for table in content.body]

    return read


def mammoth():
    import mammoth as tool

    def read(path):
        with Path(path).open("rb") as file:
            return frames(tool.convert_to_html(file).value)

    return read


def pypandoc():
    import pypandoc as tool

    return lambda path: frames(tool.convert_file(path, "html"))


def kreuzberg():
    import kreuzberg as tool

    return lambda path: [table.cells for table in tool.extract_file_sync(path).tables]


def markitdown():
    from markitdown import MarkItDown

    converter = MarkItDown()

    def read(path):
        rows = []
        for line in converter.convert(path).text_content.splitlines():
            if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line):
                rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        return [rows]

    return read


def extractous():
    from extractous import Extractor

    extractor = Extractor().set_xml_output(True)

    def read(path):
        text = extractor.extract_file_to_string(path)
        text = text[0] if isinstance(text, tuple) else text
        return frames(re.sub(r"<\?xml[^>]*\?>", "", text)) if "<td" in text else []

    return read


def sharepoint():
    import sharepoint2text

    def read(path):
        return [
            [list(row) for row in getattr(table, "rows", None) or table.data]
            for document in sharepoint2text.read_file(path)
            for table in document.iter_tables()
        ]

    return read


def openpyxl():
    import openpyxl as tool

    def read(path):
        book = tool.load_workbook(path, data_only=True)
        return [[[shown(v) for v in row] for row in sheet.iter_rows(values_only=True)] for sheet in book]

    return read


def calamine():
    from python_calamine import CalamineWorkbook

    def read(path):
        book = CalamineWorkbook.from_path(path)
        return [[[shown(v) for v in row] for row in book.get_sheet_by_name(n).to_python()] for n in book.sheet_names]

    return read


def pandas_excel():
    import pandas

    def read(path):
        sheets = pandas.read_excel(path, sheet_name=None, header=None, keep_default_na=False)
        return [[[shown(v) for v in row] for row in frame.values.tolist()] for frame in sheets.values()]

    return read


def xlrd():
    import xlrd as tool

    def read(path):
        book = tool.open_workbook(path)
        return [[[shown(v) for v in sheet.row_values(r)] for r in range(sheet.nrows)] for sheet in book.sheets()]

    return read


def pandas_html():

    def read(path):
        return frames(Path(path).read_text(encoding="utf-8"))

    return read


def pdfplumber():
    import pdfplumber as tool

    def read(path):
        with tool.open(path) as book:
            return [table for page in book.pages for table in page.extract_tables()]

    return read


def pymupdf():
    import pymupdf as tool

    def read(path):
        with tool.open(path) as book:
            return [table.extract() for page in book for table in page.find_tables().tables]

    return read


def camelot():
    import camelot as tool

    def read(path):
        tables = tool.read_pdf(path, pages="all", flavor="lattice", copy_text=["v"], line_scale=40)
        return [table.df.values.tolist() for table in tables]

    return read


def img2table():
    from img2table.document import PDF

    def read(path):
        found = PDF(path).extract_tables()
        return [table.df.values.tolist() for tables in found.values() for table in tables]

    return read


def antiword():
    import shutil
    import subprocess

    if not shutil.which("antiword"):
        raise ModuleNotFoundError("antiword")

    def read(path):
        text = subprocess.run(["antiword", "-m", "UTF-8.txt", path], capture_output=True, text=True, check=True).stdout
        return [[line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]]

    return read


def shown(value):
    """A spreadsheet value as plain readers give it: numbers stay numbers."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


READERS = {
    "docx": {
        "python-docx": python_docx, "docx2python": docx2python, "mammoth": mammoth, "pypandoc_binary": pypandoc,
        "kreuzberg": kreuzberg, "markitdown": markitdown, "extractous": extractous, "sharepoint-to-text": sharepoint,
    },
    "xlsx": {"openpyxl": openpyxl, "python-calamine": calamine, "pandas": pandas_excel, "markitdown": markitdown},
    "xls": {"xlrd": xlrd, "python-calamine": calamine, "pandas": pandas_excel},
    "html": {"pandas": pandas_html, "markitdown": markitdown},
    "pdf": {
        "pdfplumber": pdfplumber, "pymupdf": pymupdf, "camelot-py": camelot, "img2table": img2table,
        "kreuzberg": kreuzberg,
    },
    "doc": {"extractous": extractous, "sharepoint-to-text": sharepoint, "antiword": antiword},
}  # fmt: skip


def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def processor():
    """Seconds of processor time of this process and its finished children."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def timed(call, runs, seconds):
    call()
    taken, begun = [], time.perf_counter()
    while len(taken) < runs and (len(taken) < 3 or time.perf_counter() - begun < seconds):
        start = processor()
        call()
        taken.append(processor() - start)
    return taken


def read_files(job):
    """One reader over the files of one format: tables of each, times of the first."""
    try:
        read = READERS[job["format"]][job["peer"]]()
    except Exception as error:
        return {"missing": f"{type(error).__name__}: {error}"[:200]}
    out = {"version": version(job["peer"]), "files": {}}
    for number, path in enumerate(job["files"]):
        try:
            entry = {"tables": [[[None if c is None else str(c) for c in row] for row in t] for t in read(path)]}
            if number < job.get("timed", 1):
                entry["ms"] = median(timed(lambda path=path: read(path), job["runs"], job["seconds"])) * 1000
        except Exception as error:
            entry = {"error": f"{type(error).__name__}: {error}"[:200]}
        out["files"][Path(path).name] = entry
    return out


def main():
    job = json.load(sys.stdin)
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    with contextlib.redirect_stdout(sys.stderr):
        if job["task"] == "read":
            result = read_files(job)
        else:
            import peer_values

            result = peer_values.understand(job, version, timed)
    json.dump(result, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
