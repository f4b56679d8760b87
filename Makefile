# make run    the dashboard, with everything it needs, in .venv
# make test   the checks and the test suite; EXTRAS="torch ray" adds the tests that need those;
#             WORKERS=1 runs one file of tests after the other, else two at a time
# make screenshots  the pictures of the documents, taken anew; needs Chrome, Chromium or Edge
# make check  formatting, types and the import contract
#
# Every set of requirements leaves a stamp in .venv, so a second run installs nothing.

SHELL := /bin/sh
HOST ?= 127.0.0.1
PORT ?= 8501
EXTRAS ?=
PYTEST ?=
WORKERS ?= 2

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet install
KNOWN_EXTRAS := torch ray

UNKNOWN_EXTRAS := $(filter-out $(KNOWN_EXTRAS),$(EXTRAS))
ifneq ($(UNKNOWN_EXTRAS),)
$(error Unknown EXTRAS: $(UNKNOWN_EXTRAS). Known: $(KNOWN_EXTRAS))
endif
READY_EXTRAS := $(foreach extra,$(EXTRAS),$(if $(wildcard requirements-$(extra).txt),$(extra)))
ABSENT_EXTRAS := $(filter-out $(READY_EXTRAS),$(EXTRAS))
EXTRA_STAMPS := $(foreach extra,$(READY_EXTRAS),.venv/stamp-$(extra))

.PHONY: run test check format clean screenshots
.DELETE_ON_ERROR:

run: .venv/stamp-base
	$(PY) -m stance serve --host "$(HOST)" --port "$(PORT)"

test: check $(EXTRA_STAMPS)
	@$(if $(ABSENT_EXTRAS),echo "EXTRAS: $(foreach e,$(ABSENT_EXTRAS),requirements-$(e).txt) does not exist yet; going on without it.",:)
	$(PY) -m pytest -rs $(if $(filter-out 1,$(WORKERS)),-n $(WORKERS) --dist loadfile) $(PYTEST)

check: .venv/stamp-test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

format: .venv/stamp-test
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

screenshots: .venv/stamp-test
	$(PY) docs/screenshots.py

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The newest pip first: older ones fail to resolve this set.
.venv/stamp-venv:
	@set -- python3.11 python3.12 python3.13 python3 python; \
	if [ -n "$(PYTHON)" ]; then set -- "$(PYTHON)"; fi; \
	for name in "$$@"; do \
	  if "$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	  then found="$$name"; break; fi; \
	done; \
	if [ -z "$$found" ] && [ -n "$(PYTHON)" ]; then \
	  echo "PYTHON=$(PYTHON) is no Python 3.11 or newer with the venv module. Name another, or leave PYTHON out." >&2; exit 2; \
	fi; \
	if [ -z "$$found" ]; then \
	  echo "No Python 3.11 or newer with the venv module was found. Install one (Debian: python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; exit 2; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; "$$found" -m venv .venv
	@$(PIP) --upgrade pip
	@touch $@

# The .pth file lets `.venv/bin/python -m stance` work from any folder.
.venv/stamp-base: requirements.txt .venv/stamp-venv
	@echo "Installing $< into .venv; the first time this takes a minute or two."
	@$(PIP) -r requirements.txt
	@$(PY) -c 'import os, pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "stance-checkout.pth").write_text(os.getcwd() + "\n")'
	@touch $@

.venv/stamp-%: requirements-%.txt .venv/stamp-base
	@echo "Installing $< into .venv."
	@$(PIP) -r $<
	@touch $@
