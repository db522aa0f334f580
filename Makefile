# Each verb sets up .venv itself, once: with uv where it is installed, else with venv and pip. Another Python by
# `make test PYTHON=python3.12`, which sets it up anew.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready-$(notdir $(PYTHON))
# dg wants its environment to be the active one, and asks nobody's DAGSTER_HOME.
DG     := env -u DAGSTER_HOME VIRTUAL_ENV=$(CURDIR)/$(VENV) PATH=$(CURDIR)/$(BIN):$$PATH $(BIN)/dg

INSTALL = $(if $(shell command -v uv),uv pip install --quiet --python $(VENV),$(BIN)/python -m pip install --quiet \
  --disable-pip-version-check) --constraint constraints.txt

.PHONY: demo test pytest test-system mutants dev check format generate docs package audit clean

demo: $(READY)  ## the whole path on the sandbox: a damaged gallery is read, planned, renamed, verified, one rename undone
	@$(BIN)/albumsync demo $(if $(STATE),--state $(STATE))

# Where it is set, every worker would compile each test, and every process that a test starts the whole product.
unexport PYTHONDONTWRITEBYTECODE

# Side by side: the tests often wait, for a process or a database.
test: $(READY)  ## lint, types and every test
	@$(MAKE) --no-print-directory -j2 check pytest

pytest: $(READY)
	$(BIN)/pytest -n 4 --dist worksteal

test-system: $(READY)  ## as root on Debian: a browser, poolers, network namespaces, Dagster's servers; installs what they call
	@.ci/system-packages
	@$(INSTALL) --group system
	$(BIN)/pytest -m system --durations=5

mutants: $(READY)  ## how many changes of the code the tests notice; a sample: make mutants EVERY=3 MODULE=renaming
	@$(INSTALL) --group mutants
	@$(BIN)/python -m benchmarks.mutants --survivors $(if $(MODULE),--module $(MODULE)) $(if $(EVERY),--every $(EVERY))

dev: $(READY)  ## Dagster's web UI on the sandbox; beside another sandbox: make dev STATE=second
	@$(BIN)/albumsync sandbox --dagster $(if $(STATE),--state $(STATE))

check: $(READY)  ## lint, types, and whether Dagster loads everything without any variable
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(DG) check defs
	@$(DG) list defs --json >/dev/null
	@env -u DAGSTER_HOME $(BIN)/python -W ignore -m dagster definitions validate --log-level warning -m albumsync_dagster.definitions

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

generate: $(READY)  ## rewrite the parts of the documents that are made from the code, and the output of their commands
	$(BIN)/python -m albumsync_dagster_tests.support.docs
	$(BIN)/python -m albumsync_dagster_tests.support.sessions

docs: $(READY)  ## the documentation site, into the folder site
	@$(INSTALL) --group docs
	@$(BIN)/python -m albumsync_dagster_tests.support.site build/docs
	@$(BIN)/zensical build --clean --strict --config-file mkdocs.yml

package: $(READY)  ## wheel and source distribution into the folder dist, checked
	@$(INSTALL) --group package
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

audit: $(READY)  ## known vulnerabilities of what is installed
	@$(INSTALL) --group package
	$(BIN)/pip-audit --skip-editable

clean:
	rm -rf $(VENV) .albumsync build dist site

$(READY): pyproject.toml constraints.txt
	@test -e $@ || rm -rf $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
	  uv pip install --quiet --compile-bytecode --python $(VENV) --constraint constraints.txt --editable '.[sandbox]' --group dev; \
	else \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "albumsync needs Python 3.11 or newer: make PYTHON=python3.12")' && \
	  $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[sandbox]' --group dev; \
	fi
	@touch $@
