# Two commands for a fresh machine: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
# Tests wait for servers and browsers much of their time: one process more than two processors.
TESTERS ?= 3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test ready node system clients scripts bench bench-large clean

run: $(VENV)/installed
	@$(BIN)/pif load --if-missing krishna2024
	@echo
	@echo "Which quotes support patching?"
	@echo
	@$(BIN)/pif query quotes-for-construct -p construct=patching --format table
	@echo
	@exec $(BIN)/pif serve --port $(PORT)

test:
	@$(MAKE) --no-print-directory -j 4 ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n $(TESTERS) --dist loadfile -rR

# All that tests need, fetched at the same time as each other.
ready: $(VENV)/tested $(VENV)/clients/installed $(VENV)/scripts/installed system

node:
	@.ci/clients

# After Node.js, for a system installs one thing at a time.
system: node
	@.ci/browser
	@.ci/apache

# Clients in JavaScript that the tests put in front of a real server.
clients: $(VENV)/clients/installed

# Other people's scripts that pages are served with, built anew from the versions that are locked.
scripts: $(VENV)/scripts/installed
	node $(VENV)/scripts/build.mjs webui/static/vendored

# Ten thousand quotes at most: about ten minutes, 2 GB of memory, 500 MB of disk.
bench: $(VENV)/benched
	$(BIN)/python -m benchmarks.measure 1000 10000
	$(BIN)/python -m benchmarks.serving 1000 10000 --write

# A hundred thousand and a million quotes. Made below BENCH_DIR, removed in the end.
bench-large: $(VENV)/benched
	@echo "This takes about an hour, up to 8 GB of memory, and 30 GB below $${BENCH_DIR:-/tmp}."
	$(BIN)/python -m benchmarks.measure 100000 1000000

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "pif-kg needs Python 3.11 or newer; say PYTHON=python3.12 or the like." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/tested: $(VENV)/made pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[reason]' --group test
	@touch $@

$(VENV)/clients/installed: tests/clients/package.json tests/clients/package-lock.json | $(VENV)/made node
	@mkdir -p $(@D)
	cp tests/clients/package.json tests/clients/package-lock.json $(@D)
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(VENV)/scripts/installed: $(wildcard webui/scripts/*) | $(VENV)/made node
	@mkdir -p $(@D)
	cp webui/scripts/* $(@D)
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(VENV)/benched: $(VENV)/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@

clean:
	rm -rf $(VENV) dist build
