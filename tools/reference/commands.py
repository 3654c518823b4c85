"""commands.md: every command with its arguments, options and exit statuses, asked of the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from hengxiao.cli.main import app
from reference.writing import code, page, table, words

GENERAL = """写法：`hengxiao 命令 参数 选项`；按 README 安装的，命令在项目文件夹的 `.venv/bin/hengxiao`。
每条命令都可加 `--help` 看说明，说明里斜线前是中文，后是英文。

界面语言：`--lang zh` 或 `--lang en`。
不写时看环境变量 `HENGXIAO_LANG`，再看 `LC_ALL`、`LC_MESSAGES`、`LANG`
（以 `en` 开头的为英文），都没有用中文。
出了没料到的错，只说一句话；设 `HENGXIAO_DEBUG=1` 可看到全部细节。
输出接到文件或别的程序时，表格按 160 列排，没有颜色；程序要读的一律用 `--json`，格式见 [json.md](json.md)。"""

STATUSES = (
    ("0", "做完了", "done"),
    (
        "1",
        "做完了，但结果是否定的（见各命令）；或者出了没料到的错",
        "done, with a negative result; or an unexpected error",
    ),
    ("2", "用法不对：选项、文件名、规则包代码等", "wrong usage"),
    (
        "3",
        "有文件读不出（其余文件照读），或者不能打印",
        "a file could not be read (others go on), or cannot be printed",
    ),
    ("130", "被 Ctrl+C 中断", "interrupted"),
)
EXITS = {
    "read": "0 都读出来了；3 有文件读不出；2 没有可读的文件，或 `--out` 不是 .parquet",
    "value": "0；2 没有给值，或 `--jsonl` 有不成立的行（该行输出 `error`，其余照常）",
    "check": "0 审核做完了，**有没有问题都是 0**，要按问题判断请用 `--json`；3 有文件读不出；2 豁免清单不对",
    "score": "0 算完了（缺项的没有总分，也是 0）；3 文件读不出；2 没有这个规则包",
    "monitor": "0；3 文件读不出；2 没有这个规则包",
    "report": "0；3 文件读不出",
    "print": "0；3 文件读不出，或字体缺字等原因不能打印；2 没有这个表式",
    "verify": "0 一致，或证明成立；1 不一致，没有校验码，或证明不成立；2 没有这个文件；3 文件读不出",
    "demo": "0；2 找不到样表",
    "serve": "0 正常停止，或 `--check` 准备好了；2 网站组件没装，或数据库连不上、版本不合",
    "setup": "0；2 已有账号，或网站组件没装",
    "backup": "0；2 文件已存在，或网站组件没装",
    "restore": "0 恢复并核验无误；2 备份不完整、被改动、数据库种类不同，或库中已有账号",
    "reindex": "0；2 网站组件没装",
    "work": "0 正常停止；2 网站组件没装",
    "audit verify": "0 全部成立；1 有断链或与锚不符；2 没有这个文件，或网站组件没装",
    "audit export": "0；2 文件已存在，或网站组件没装",
    "audit anchor": "0；2 文件已存在，或网站组件没装",
    "pack list": "0",
    "procedure check": "0 没有错误；1 有错误；2 没有这个规则包",
    "procedure draw": "0；2 没有这个规则包、这个流程或日期不对",
    "procedure compare": "0（有没有差别都是 0）；2 没有这个规则包、这个流程或日期不对",
    "pack show": "0；2 没有这个规则包或这条规则",
    "pack check": "0 没有错误（可以有警告）；1 有错误；2 没有这个规则包",
    "pack diff": "0（有没有差别都是 0）；2 没有这个规则包；3 `--on` 的文件读不出",
    "conformance run": "0 全部正确；1 有不正确的；2 没有用例，或程序启动不了",
    "conformance answer": "0",
}


def commands() -> Iterator[tuple[str, Any]]:
    """(name, command) of every command that does something, groups taken apart."""
    program: Any = typer.main.get_command(app)
    for name, command in program.commands.items():
        members = getattr(command, "commands", None)
        if members is None:
            yield name, command
        else:
            yield from ((f"{name} {member}", each) for member, each in members.items())


def section(name: str, command: Any) -> str:
    """One command."""
    context = command.make_context(f"hengxiao {name}", [], resilient_parsing=True)
    usage = " ".join(command.collect_usage_pieces(context))
    rows = [(code(shown), words(text)) for shown, text in records(command, context)]
    listing = table(("参数、选项", "说明 / help"), rows) if rows else "没有选项。"
    return "\n\n".join((f"## hengxiao {name}", words(command.help), f"```text\nhengxiao {name} {usage}\n```", listing,
                        f"退出码：{EXITS[name]}"))  # fmt: skip


def records(command: Any, context: Any) -> Iterator[tuple[str, str]]:
    """(name with type, help) of arguments and options."""
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record:
            yield record


def commands_page() -> str:
    """The page of commands (命令)."""
    made = tuple(commands())
    index = table(("命令", "做什么 / what"), ((f"[{name}](#hengxiao-{name.replace(' ', '-')})", words(each.help))
                                         for name, each in made))  # fmt: skip
    statuses = table(("退出码", "意思", "meaning"), STATUSES)
    sections = (section(name, command) for name, command in made)
    return page("命令 · Commands", GENERAL, index, "## 退出码 · Exit statuses", statuses, *sections)
