"""An example program for the kit: values by regular expressions, all other areas unsupported.

    hengxiao conformance run --area value --command "python conformance/example.py"
"""

import json
import re
import sys

SIGNS = {"≥": ">=", ">=": ">=", "不低于": ">=", "不少于": ">=", "≤": "<=", "<=": "<=", "不超过": "<=", "=": "=", "＝": "="}
KINDS = {"%": "ratio", "元": "money", "万元": "money", "": "number"}
VALUE = re.compile(r"(≥|>=|≤|<=|=|＝|不低于|不少于|不超过)?(\d+(?:\.\d+)?)([^\d以]*)(以上|以内)?")


def understand(text):
    found = VALUE.fullmatch(text.strip())
    if not found:
        return {"kind": "qualitative", "comparator": "none", "canonical_numbers": [], "canonical_unit": ""}
    sign, number, unit, after = found.groups()
    comparator = SIGNS.get(sign) or {"以上": ">=", "以内": "<="}.get(after, "none")
    kind = KINDS.get(unit, "count")
    if unit == "万元":
        number, unit = str(float(number) * 10000), "元"
    return {"kind": kind, "comparator": comparator, "canonical_numbers": [number], "canonical_unit": unit}


for line in sys.stdin:
    case = json.loads(line)
    supported = case["area"] == "value"
    answer = {"output": understand(case["input"]["text"])} if supported else {"unsupported": True}
    print(json.dumps({"id": case["id"], **answer}), flush=True)
