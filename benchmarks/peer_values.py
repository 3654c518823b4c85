"""Other tools on single values (对照工具·指标值), run by the Python of `.bench/venv`.

Each gives (comparator, number, unit) of a text, or None; what a tool says nothing about is left empty.
"""

import re

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def expression():
    from expression import understand

    return understand


def cn2an():
    import cn2an as tool

    def understand(text):
        found = NUMBER.search(tool.transform(text, "cn2an"))
        return ("none", float(found[0].replace(",", "")), "") if found else None

    return understand


def quantulum3():
    from quantulum3 import parser

    def understand(text):
        found = parser.parse(text)
        if not found:
            return None
        unit = {"percentage": "%"}.get(found[0].unit.name, found[0].unit.name)
        return "none", found[0].value, "" if unit == "dimensionless" else unit

    return understand


def pint():
    import pint as tool

    units = tool.UnitRegistry()

    def understand(text):
        try:
            found = units.parse_expression(text.lstrip("≥≤>=<"))
        except Exception:
            return None
        magnitude = getattr(found, "magnitude", found)
        unit = str(getattr(found, "units", ""))
        try:
            return "none", float(magnitude), {"percent": "%", "dimensionless": ""}.get(unit, unit)
        except (TypeError, ValueError):
            return None

    return understand


def jionlp():
    import jionlp as tool

    def understand(text):
        try:
            found = tool.parse_money(text)
        except ValueError:
            return None
        return "none", float(found["num"] if not isinstance(found["num"], list) else found["num"][0]), found["case"]

    return understand


READERS = {
    "regular expression": expression, "cn2an": cn2an, "quantulum3": quantulum3, "Pint": pint, "jionlp": jionlp,
}  # fmt: skip


def understand(job, version, timed):
    """What one tool says of every text, and how many it reads a second."""
    try:
        read = READERS[job["peer"]]()
    except Exception as error:
        return {"missing": f"{type(error).__name__}: {error}"[:200]}

    def safe(text):
        try:
            return read(text)
        except Exception:
            return None

    answers = [safe(text) for text in job["texts"]]
    sample = job["many"][:2000] if job["peer"] != "regular expression" else job["many"]
    taken = timed(lambda: [safe(text) for text in sample], 3, 6)
    return {"version": version(job["peer"]), "answers": answers, "per_second": len(sample) / min(taken)}
