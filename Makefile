# 衡效 Hengxiao: `make demo` and `make test` do all set-up themselves.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input -q
RUN_STAMP := $(VENV)/.stamp-run
WEB_STAMP := $(VENV)/.stamp-web
DEV_STAMP := $(VENV)/.stamp-dev
PEERS     := .bench/venv
# Pins already written stay as they are; `make lock LOCK=--upgrade` renews them.
COMPILE   := uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-header --no-annotate $(LOCK)

.PHONY: help demo serve test coverage bench lint lock clean docs vendor
help:
	@echo "make demo   read, check, score and print the sample forms, load a played year (二分钟看懂)"
	@echo "make serve  open the site with the played year; the demo accounts are printed"
	@echo "make test   run the tests        make lint   style, types, layers"
	@echo "make bench  speed and accuracy   make docs   regenerate the reference pages"
	@echo "make coverage   branch coverage against its floors"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本 / Python 3.11+ needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): lock/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "安装依赖 / installing dependencies …"
	@$(PIP) install --no-deps --require-hashes -r lock/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(WEB_STAMP): $(RUN_STAMP) lock/web.txt
	@echo "安装网站组件 / installing the web parts …"
	@$(PIP) install --no-deps --require-hashes -r lock/web.txt
	@touch $@

$(DEV_STAMP): $(WEB_STAMP) lock/dev.txt
	@$(PIP) install --no-deps --require-hashes -r lock/dev.txt
	@touch $@

demo: $(WEB_STAMP)
	@$(BIN)/hengxiao demo

serve: $(WEB_STAMP)
	@$(BIN)/hengxiao demo --year-only
	@HENGXIAO_DEMO=1 $(BIN)/hengxiao serve --data demo-output/site

test: $(DEV_STAMP)
	@$(BIN)/python -m pytest -n 2 --ignore=tests/e2e
	@$(BIN)/python -m pytest -n 2 --postgres tests/base tests/cycle tests/site tests/api
	@# A browser on a busy machine may miss its moment: what failed there is tried once more, by itself.
	@$(BIN)/python -m pytest -n 2 tests/e2e || $(BIN)/python -m pytest tests/e2e --last-failed

coverage: $(DEV_STAMP)
	@$(BIN)/python -m pytest -n 2 tests tests/site/test_next_steps.py --ignore=tests/site --ignore=tests/e2e --cov=hengxiao.core --cov=hengxiao.base --cov=hengxiao.cycle --cov-branch --cov-report= --cov-report=json:.coverage.json
	@$(BIN)/python tools/coverage_floor.py .coverage.json

$(PEERS)/.stamp: lock/bench.txt | $(DEV_STAMP)
	@echo "安装对照工具（约 1.3 GB，仅第一次）/ installing the tools to compare with (about 1.3 GB, first time only) …"
	@$(PYTHON) -m venv $(PEERS)
	@$(BIN)/python -m benchmarks.installing $(PEERS)/bin/python lock/bench.txt
	@touch $@

bench: $(DEV_STAMP) $(PEERS)/.stamp
	@$(BIN)/python -m benchmarks $(BENCH)
	@$(BIN)/python -m benchmarks.web $(WEB_BENCH)
	@$(BIN)/python -m benchmarks.web --postgres $(WEB_BENCH)
	@$(BIN)/python -m benchmarks.jobs $(JOB_BENCH)
	@$(BIN)/python -m benchmarks.jobs --postgres $(JOB_BENCH)

lint: $(DEV_STAMP)
	@$(BIN)/ruff check src tests benchmarks && $(BIN)/ruff format --check src tests benchmarks && $(BIN)/lint-imports && $(BIN)/mypy

docs: $(RUN_STAMP)
	@$(BIN)/python tools/build_reference.py

lock:
	$(COMPILE) pyproject.toml --group build -o lock/run.txt
	$(COMPILE) pyproject.toml --extra web -c lock/run.txt -o lock/web.txt
	$(COMPILE) lock/s3.in -c lock/web.txt -o lock/s3.txt
	$(COMPILE) --group dev -c lock/web.txt -c lock/s3.txt -o lock/dev.txt
	$(COMPILE) lock/bench.in -o lock/bench.txt

clean:
	rm -rf $(VENV) build dist demo-output

vendor:
	@cd tools/frontend && npm ci --ignore-scripts && python3 build.py
