"""`python -m hengxiao.cli` (命令入口)."""

from hengxiao.cli.main import run

if __name__ == "__main__":
    run()
