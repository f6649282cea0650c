# Everything a person types. `make help` lists it.
PYTHON ?= python3
PY := .venv/bin/python
# Programs that the tests start again and again are compiled once.
unexport PYTHONDONTWRITEBYTECODE
PYTEST = PYTEST_DEBUG_TEMPROOT=$$(test -w /dev/shm && echo /dev/shm || echo "$${TMPDIR:-/tmp}") $(PY) -m pytest -n 2 --dist worksteal
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run install-dev test code tests proof soak bench startup clean venv

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: .venv/.installed $(CATALOGUES) ## make .venv, install the locked versions, compile the translations

run: install ## serve on http://127.0.0.1:5000 (PORT changes it), with a database made on first use
	@exec $(PY) -m app.serve

install-dev: .venv/.installed-dev $(CATALOGUES) ## the same, with everything the checks need

test: install-dev ## ruff, mypy, import contracts, every test; REQUIRE_ALL=1 fails where the machine lacks a part
	@$(MAKE) --no-print-directory --jobs=2 --keep-going code tests

code: # beside the tests: these often wait for a browser or a server
	$(call timed,ruff,$(PY) -m ruff check .)
	$(call timed,mypy,$(PY) -m mypy)
	$(call timed,import contracts,.venv/bin/python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()')

tests:
	@$(PYTEST) -m "not proof"

proof: install-dev ## that the tests fail where they should: with faults planted, guards taken away, parts missing
	@$(PYTEST) -m proof

soak: install-dev ## the races for long: 50 times kill -9 and 1,000 rounds (SOAK="--rounds 100 --kills 5" for less)
	@$(PY) -m tests.races.soak $(SOAK)

bench: install-dev ## the benchmarks, each with a ratio to its floor
	@$(PY) -m benchmarks

startup: ## how long make run takes in a fresh clone of what is committed, cold and warm
	@$(PYTHON) -m benchmarks.startup

clean: ## remove caches and compiled translations; .venv and instance stay
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist *.egg-info $(CATALOGUES)
	@find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# $(call timed,name,command): runs the command and says how long it took. pytest says so itself.
define timed
@from=$$(date +%s); $(2); status=$$?; echo "$(1): $$(($$(date +%s) - from)) s"; exit $$status
endef

# A lock is installed again only when it changed, or when .venv lost its interpreter. It names every package, so pip need
# not look for any other.
pip_install = $(PY) -m pip install --quiet --disable-pip-version-check --no-deps

.venv/.installed: requirements.lock $(shell test -x $(PY) || echo venv)
	@echo "Installing the locked versions into .venv ..."
	@$(pip_install) -r requirements.lock
	@$(PY) -m pip check
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing what the checks need into .venv ..."
	@$(pip_install) -r requirements-dev.lock
	@$(PY) -m pip check
	@touch $@

venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Temu DJPK needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python is here without its venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }

%.mo: %.po | .venv/.installed
	@$(PY) -m babel.messages.frontend compile --input-file $< --output-file $@
	@test -f $@ || { echo "$< was not compiled: is its header marked fuzzy?" >&2; exit 1; }
