# Everything a newcomer, a contributor and CI need. On a fresh machine: Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM := $(shell command -v chromium 2>/dev/null)
OFFICE := $(shell command -v soffice 2>/dev/null)

.PHONY: serve test lint types contracts suite bench translations clean

serve: $(VENV)/.installed  ## set up what is missing, then serve on http://127.0.0.1:8000
	$(BIN)/kb init
	$(BIN)/kb serve

test: $(VENV)/.installed-test browser office lint types contracts suite  ## everything that CI holds the project to

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-test
	$(BIN)/mypy

contracts: $(VENV)/.installed-test
	$(BIN)/lint-imports

suite: $(VENV)/.installed-test
	$(BIN)/kb check
	$(BIN)/pytest

bench: $(VENV)/.installed-test  ## the figures of docs/benchmarks.md that need no public sets
	$(BIN)/python -m tests.benchmarks

translations: $(VENV)/.installed-test  ## gather the strings of the pages and compile the catalogue
	$(BIN)/pybabel -q extract -F web/babel.cfg --no-location --sort-output -k Message \
	  -o $(VENV)/messages.pot kb indexer corpus web
	$(BIN)/pybabel -q update --width 120 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	  -i $(VENV)/messages.pot -d web/translations
	$(BIN)/pybabel -q compile -d web/translations

# pip, not another installer: constraints.txt pins every package to the versions the suite has passed with.
$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the packages (some minutes the first time) …"
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

.PHONY: browser
browser:
ifeq ($(CHROMIUM),)
	@echo "Chromium is missing; installing Debian's …"
	@(command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null) \
	  || { echo "Chromium could not be installed: install the package 'chromium' so that it is on the PATH, then run again."; exit 1; }
endif

.PHONY: office
office:
ifeq ($(OFFICE),)
	@echo "LibreOffice is missing; installing Debian's, without its windows …"
	@(command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui >/dev/null) \
	  || echo "LibreOffice could not be installed: the tests that open documents in it are skipped. Install the packages 'libreoffice-writer-nogui' and 'libreoffice-calc-nogui' so that soffice is on the PATH."
endif

clean:  ## remove the environment, the store and the index; the practices stay
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
