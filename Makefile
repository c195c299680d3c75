# What a newcomer and a build machine need. Everything is installed into .venv, from the locks, and only when those change.

.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# Each interpreter that may be at hand; the first that is 3.11 or newer and can make an environment is taken.
PYTHONS := $(PYTHON) python3 python python3.13 python3.12 python3.11 python3.14
NEW_ENOUGH := 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Tests and scores start thousands of processes: what they import is compiled once, whatever the surroundings say.
unexport PYTHONDONTWRITEBYTECODE
SCORES :=
# All but the two that take minutes, the replay of a year of looks and the pairs of pages: `make score` has them.
QUICK_SCORES := laws explain neardup feeds read claims
# How many processes share the tests: one for each core, or a number.
JOBS := auto
BENCH :=
# The readers that ours is compared with live in an environment of their own: nothing here depends on them.
PEERS := .venv-peers
CASES :=

# A folder of labelled pairs of captures for `make peers-diff`; without one a small set of our own is taken.
PAIRS :=

.PHONY: help run test lint coverage score quick-score soak bench peers peers-diff lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: $(VENV)/.run ## install what is needed, then one poll and one digest
	@$(BIN)/tracker run --once

# What checks and what scores use a core each: side by side they take half the time.
test: $(VENV)/.test ## format, lint, types, import contracts, tests, scores
	@$(MAKE) --no-print-directory -j2 lint quick-score
	$(BIN)/python -m pytest --numprocesses=$(JOBS) --dist=worksteal

lint: $(VENV)/.test ## format, lint, types and import contracts alone
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

coverage: $(VENV)/.test ## the tests once more, and which lines and branches they reach: takes twice as long
	$(BIN)/python -m coverage erase
	$(BIN)/python -m pytest --numprocesses=$(JOBS) --dist=worksteal --cov --cov-report=term

score: $(VENV)/.test ## figures on real data against their floors, where a scorer is at hand (SCORES="read feeds" for some)
	$(BIN)/python -m tests.score.check $(SCORES)

quick-score: $(VENV)/.test
	@$(BIN)/python -m tests.score.check $(QUICK_SCORES)

soak: $(VENV)/.test ## tests that take minutes: papers of hundreds of pages, every step at which a run may be killed, the benchmark held
	@KILL_EVERY=1 $(BIN)/python -m pytest -m soak
	@KILL_EVERY=1 POWER_CUTS=100 $(BIN)/python -m pytest --timeout=1800 -k "killed_at_any_step or killed_before_each_statement or the_power_goes"

bench: $(VENV)/.test ## what reading costs, and what polling costs beside a bare loop (BENCH="--feeds 100 --pages 100" for a small one)
	@$(BIN)/python -m tests.bench.reading
	@$(BIN)/python -m tests.bench $(BENCH)

peers: $(VENV)/.test $(PEERS)/.made ## other readers of dates and numbers on the same sentences (CASES=FILE.jsonl for others)
	@$(BIN)/python -m tests.peers.reading --python $(PEERS)/bin/python $(if $(CASES),--cases $(CASES))

peers-diff: $(VENV)/.test $(PEERS)-diff/.made ## what other tools say of two captures of a page, beside ours (PAIRS=folder)
	@$(PEERS)-diff/bin/python tests/peers/changes.py $(if $(PAIRS),--pairs $(PAIRS))

# The tools that we are held against are none of ours: they have an environment of their own.
$(PEERS)-diff/.made: tests/peers/changes.txt
	$(BIN)/python -m venv --clear $(PEERS)-diff
	$(PEERS)-diff/bin/python -m pip --disable-pip-version-check --quiet install --requirement $<
	@touch $@

lock: $(VENV)/.made ## resolve the dependencies anew into both locks
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(PIP) install uv
	$(call compile,requirements.lock,)
	$(call compile,requirements-dev.lock,--extra postgres --group dev --constraint requirements.lock)

clean: ## remove the environment and everything that tools left behind; db/ and digests/ stay
	rm -rf $(VENV) $(PEERS) $(PEERS)-diff build dist *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find tracker tests -name __pycache__ -type d -prune -exec rm -rf {} +

compile = $(BIN)/python -m uv pip compile pyproject.toml $(2) --output-file $(1) --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-strip-extras --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

# An environment that is there and new enough (made by uv, say) is used as it is.
$(VENV)/.made:
	@if $(BIN)/python -c $(NEW_ENOUGH) >/dev/null 2>&1; then \
	  { $(BIN)/python -m pip --version || $(BIN)/python -m ensurepip; } >/dev/null 2>&1 && touch $@ && exit 0; \
	fi; \
	for python in $(PYTHONS); do \
	  if "$$python" -c $(NEW_ENOUGH) >/dev/null 2>&1; then \
	    "$$python" -m venv --clear $(VENV) && touch $@ && exit 0; exit 1; \
	  fi; \
	done; \
	echo 'No Python 3.11 or newer that can make an environment was found.' >&2; \
	echo 'Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python),' >&2; \
	echo 'or name yours: make PYTHON=/path/to/python3.11 run' >&2; \
	exit 1

# The test environment holds all that a run needs: where it is up to date, nothing is installed twice.
$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.made
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml | $(VENV)/.made
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.run $@

$(PEERS)/.made: tests/peers/requirements.txt | $(VENV)/.made
	$(BIN)/python -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --requirement tests/peers/requirements.txt
	@touch $@

install = @echo 'installing $(1) into $(VENV) …' >&2; \
	{ $(PIP) install --require-hashes --requirement $(1) && $(PIP) install --no-deps --editable .; } || { \
	echo 'The installation failed: see above. It needs a package index once (behind a proxy: set HTTPS_PROXY; your own index: PIP_INDEX_URL).' >&2; \
	exit 1; }
