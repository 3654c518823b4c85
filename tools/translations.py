"""Keep the English catalogue of the web pages (英文目录): collect every Chinese sentence, merge, compile.

`python tools/translations.py` merges new sentences into en/…/django.po, compiles it and lists what lacks English.
It also compiles zh_Hans/…/django.po: what Django and the sign-in library say in Chinese and this site says otherwise.
No gettext programs are needed: sentences are found by Django's own template lexer and Python's own parser.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "hengxiao"
CATALOGUE = SOURCE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
OTHERWISE = SOURCE / "site" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = ("base", "cycle", "site")
CHINESE = re.compile(r"[\u3400-\u9fff]")
QUOTED = re.compile(r"""_\(\s*(?P<mark>["'])(?P<text>.*?)(?P=mark)\s*\)""")
LITERAL = re.compile(r"""(?P<mark>["'])(?P<text>[^"']*)(?P=mark)""")
COMMENT = re.compile(r"<!--.*?-->", re.S)
OWN_LANGUAGE = re.compile(r'<[^>]*\blang="[^"{]+"[^>]*>[^<]*</')  # names of languages are said in their own language
SIMPLE = {"gettext", "gettext_lazy", "gettext_noop", "_", "Item"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}


def _header(language: str, plural: str) -> str:
    return "\\n".join(
        (
            "Project-Id-Version: hengxiao",
            f"Language: {language}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit",
            f"Plural-Forms: {plural};",
            "",
        )
    )


HEADER = _header("en", "nplurals=2; plural=(n != 1)")
CHINESE_HEADER = _header("zh_Hans", "nplurals=1; plural=0")
Key = tuple[str, str, str]  # context, sentence, plural


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and where it is said (句子及其出处)."""

    key: Key
    place: str


def collect(source: Path = SOURCE) -> list[Said]:
    """Every sentence of the templates and of the Python code of the apps."""
    found: list[Said] = []
    for app in APPS:
        for path in sorted((source / app).rglob("*.html")):
            found += [Said(key, str(path.relative_to(source))) for key in of_template(path.read_text(encoding="utf-8"))]
        for path in sorted((source / app).rglob("*.py")):
            found += [Said(key, str(path.relative_to(source))) for key in of_python(path.read_text(encoding="utf-8"))]
    for path in sorted((source / "packs").glob("*/procedure.toml")):
        found += [Said(key, str(path.relative_to(source))) for key in of_procedure(path.read_text(encoding="utf-8"))]
    return found


def of_procedure(text: str) -> Iterator[Key]:
    """Names of the states and moves of a pack's procedures, which pages say too (流程的环节和动作)."""
    for rule in tomllib.loads(text).get("procedure", {}).values():
        yield from (("", named["name"], "") for part in ("states", "moves") for named in rule["value"][part])


def of_template(text: str) -> Iterator[Key]:
    """Sentences of one template (模板中的句子)."""
    tokens = iter(Lexer(text).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        bits = list(smart_split(token.contents))
        if bits and bits[0] in ("trans", "translate") and bits[1][0] in "\"'":
            yield _context(bits), bits[1][1:-1].replace("%", "%%"), ""
        elif bits and bits[0] in ("blocktrans", "blocktranslate"):
            yield _block(bits, tokens)
        else:
            yield from (("", match["text"].replace("%", "%%"), "") for match in QUOTED.finditer(token.contents))


def _context(bits: list[str]) -> str:
    return bits[bits.index("context") + 1].strip("\"'") if "context" in bits else ""


def _block(bits: list[str], tokens: Iterator[Token]) -> Key:
    parts, at = ["", ""], 0
    for token in tokens:
        if token.token_type is TokenType.BLOCK and token.contents.startswith("endblocktrans"):
            break
        if token.token_type is TokenType.BLOCK and token.contents.strip() == "plural":
            at = 1
        elif token.token_type is TokenType.VAR:
            parts[at] += f"%({token.contents})s"
        elif token.token_type is TokenType.TEXT:
            parts[at] += token.contents.replace("%", "%%")
    if "trimmed" in bits:
        parts = [trim_whitespace(part) for part in parts]
    return _context(bits), parts[0], parts[1]


def of_python(text: str) -> Iterator[Key]:
    """Sentences of one module (代码中的句子)."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in SIMPLE and words and words[0]:
            yield "", words[0], ""
        elif name in PLURAL and len(words) > 1:
            yield "", words[0], words[1]
        elif name in CONTEXT and len(words) > 1:
            yield words[0], words[1], ""


def bare_chinese(text: str) -> Iterator[str]:
    """Chinese of a template that no translation reaches (未标翻译的中文)."""
    inside = False
    for token in Lexer(OWN_LANGUAGE.sub("", COMMENT.sub("", text))).tokenize():
        first = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type is TokenType.BLOCK and "blocktrans" in first:
            inside = not first.startswith("end")
        elif token.token_type is TokenType.BLOCK and first in ("comment", "endcomment"):
            inside = first == "comment"
        elif token.token_type is TokenType.TEXT and not inside:
            yield from (line.strip() for line in token.contents.splitlines() if CHINESE.search(line))
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR) and first not in ("trans", "translate"):
            rest = QUOTED.sub("", token.contents)
            yield from (match["text"] for match in LITERAL.finditer(rest) if CHINESE.search(match["text"]))


def bare_chinese_of_python(code: str) -> Iterator[str]:
    """Chinese of a module that is neither docstring nor translated (代码中未标翻译的中文)."""
    tree = ast.parse(code)
    spared: set[int] = set()
    for node in ast.walk(tree):
        if getattr(node, "body", None) and isinstance(
            node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        ):
            spared.update(id(part) for part in ast.walk(node.body[0]) if _is_docstring(node.body[0]))
        elif isinstance(node, ast.Call) and _called(node) in SIMPLE | PLURAL | CONTEXT:
            spared.update(id(part) for part in ast.walk(node))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in spared else None
        if isinstance(text, str) and CHINESE.search(text):
            yield text


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def read_po(path: Path = CATALOGUE) -> dict[Key, tuple[str, ...]]:
    """Translations of a catalogue (译文)."""
    found: dict[Key, tuple[str, ...]] = {}
    if not path.exists():
        return found
    for entry in path.read_text(encoding="utf-8").split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in entry.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name = line.partition(" ")[0]
            fields[name] = fields.get(name, "") + ast.literal_eval(line.removeprefix(name).strip())
        if fields.get("msgid"):
            key = (fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""))
            found[key] = tuple(fields[name] for name in ("msgstr", "msgstr[0]", "msgstr[1]") if name in fields)
    return found


def write_po(said: list[Said], known: dict[Key, tuple[str, ...]], path: Path = CATALOGUE) -> dict[Key, tuple[str, ...]]:
    """Write the catalogue: every sentence once, sorted, with its places; answers what it now says."""
    places: dict[Key, list[str]] = {}
    for one in said:
        places.setdefault(one.key, []).append(one.place)
    entries = [f'msgid ""\nmsgstr "{HEADER}"']
    kept: dict[Key, tuple[str, ...]] = {}
    for key in sorted(places):
        kept[key] = known.get(key, ("", "") if key[2] else ("",))
        entries.append("\n".join(_entry(key, kept[key], sorted(set(places[key])))))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(entries) + "\n", encoding="utf-8")
    return kept


def _entry(key: Key, texts: tuple[str, ...], places: list[str]) -> Iterator[str]:
    context, sentence, plural = key
    yield "#: " + " ".join(places)
    if context:
        yield f"msgctxt {_quote(context)}"
    yield f"msgid {_quote(sentence)}"
    if plural:
        yield f"msgid_plural {_quote(plural)}"
        yield from (f"msgstr[{number}] {_quote(text)}" for number, text in enumerate(texts))
    else:
        yield f"msgstr {_quote(texts[0])}"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def compiled(known: dict[Key, tuple[str, ...]], header: str = HEADER) -> bytes:
    """The catalogue in the binary form gettext reads (编译后的目录)."""
    pairs = [(b"", header.replace("\\n", "\n").encode())]
    for (context, sentence, plural), texts in known.items():
        if all(texts):
            name = (f"{context}\x04" if context else "") + sentence + (f"\x00{plural}" if plural else "")
            pairs.append((name.encode(), "\x00".join(texts).encode()))
    pairs.sort()
    start = 28 + 16 * len(pairs)
    names = b"".join(name + b"\0" for name, _ in pairs)
    tables: list[bytes] = []
    for column, begin in ((0, start), (1, start + len(names))):
        at = begin
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), at))
            at += len(pair[column]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + b"".join(tables) + names + b"".join(text + b"\0" for _, text in pairs)


def main() -> int:
    """Merge, compile and list the sentences without English."""
    kept = write_po(collect(), read_po())
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(kept))
    OTHERWISE.with_suffix(".mo").write_bytes(compiled(read_po(OTHERWISE), CHINESE_HEADER))
    missing = [key for key, texts in kept.items() if not all(texts)]
    for key in missing:
        sys.stdout.write(f"{key[1]}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
