# Two commands for a fresh machine: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test clean

run: $(VENV)/installed
	@$(BIN)/pif load --if-missing krishna2024
	@echo
	@echo "Which quotes support patching?"
	@echo
	@$(BIN)/pif query quotes-for-construct -p construct=patching --format table
	@echo
	@exec $(BIN)/pif serve --port $(PORT)

test: $(VENV)/tested
	.ci/browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "pif-kg needs Python 3.11 or newer; say PYTHON=python3.12 or the like." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[reason]' --group test
	@touch $@

clean:
	rm -rf $(VENV) dist build
