# One definition of each check: CI and a person call the same targets. Needs python3, make and a C compiler.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# A uv that runs, or one of our own. (With pyenv a `uv` may be on the PATH and not run here.)
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo $(CURDIR)/.uv/bin/uv)
ENGINES := nautilus backtrader zipline hummingbot drift
EXTRAS := $(foreach e,$(ENGINES),--extra $(e))
PY := .venv/bin/python
export UV_COMPILE_BYTECODE := 1
export PYTHONDONTWRITEBYTECODE :=

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: uv ## One strategy on two engines over real data: the main job
	UV_PROJECT_ENVIRONMENT=.venvs/demo $(UV) sync -q --locked --no-default-groups --extra nautilus
	.venvs/demo/bin/platform compare sma_cross --engines reference,nautilus --data sample:AAPL -p quantity=100 --fee-bps 1

test: lint types layers unit contract matrix soak-share wheel ## All that CI runs

sync: uv ## The development environment, every engine in it
	$(UV) sync -q --locked $(EXTRAS) --extra contract

lint: sync ## ruff; the worker's locks are those of uv.lock
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	UV=$(UV) bash tools/worker_locks.sh --check

types: sync ## mypy, strict
	.venv/bin/mypy

layers: sync ## import-linter: the hexagon
	.venv/bin/lint-imports

# Random examples are the same each time: a change is judged by what it changed. `explore` tries others (conftest.py).
# The domain and the ports are covered by tests of their own: counting makes everything two to three times as slow.
unit: sync browser servers ## Unit, property, parity and documentation tests; branch coverage of domain and ports
	$(PY) -m pytest -q domain/tests ports/tests --cov --cov-branch --cov-report=term --cov-fail-under=95
	$(PY) -m pytest -q -rs application/tests adapters/tests contract_tests/tests tests

explore: sync browser servers ## The same tests with other random examples each time; what fails becomes an @example
	$(PY) -m pytest -q --hypothesis-profile=explore

contract: sync ## The contract suite on every engine; writes evidence/
	rm -rf evidence
	for engine in reference $(ENGINES); do .venv/bin/platform certify $$engine --evidence evidence/$$engine.json || exit 1; done

matrix: contract ## The capability matrix in docs/ is what the evidence says
	$(PY) tools/matrix.py --check evidence/*.json

wheel: uv ## The wheel in a clean environment, and an outside adapter certified from it
	rm -rf dist && $(UV) build -q --wheel --out-dir dist
	UV=$(UV) bash tools/check_wheel.sh dist/*.whl

bench: sync ## The budgets of the design, as ratios measured in one run
	$(PY) -m benchmarks
	$(PY) -m benchmarks.drift_tick

soak-share: sync ## A bounded share of the soaks
	$(PY) -m soak --share 0.01

soak: sync ## The long runs in full: faulty venues and networks, crashes, tampering, replays, hand-overs (SHARE=0.01 for a part)
	$(PY) -m soak --share $(or $(SHARE),1)

samples: sync ## Make the packaged sample data again from its source
	$(PY) tools/make_samples.py

locks: uv ## Make the worker's locks again from uv.lock
	UV=$(UV) bash tools/worker_locks.sh

format: sync ## Let ruff mend what it can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

clean: ## Remove what was built
	rm -rf .venv .venvs .uv dist evidence runs .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
		echo "no Chromium, and no way to install it: the tests of reports in a browser are skipped"

# What the tests of the mirrors start
servers:
	@for s in redis-server nats-server; do \
		PATH="$$PATH:/usr/sbin" command -v $$s >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$s >/dev/null; } || \
		echo "no $$s, and no way to install it: the tests that start one are skipped"; done

uv:
	@test -x "$(UV)" || { python3 -m venv .uv && .uv/bin/python -m pip install -q uv; }

.PHONY: help uv browser servers soak-share demo test sync lint types layers unit explore contract matrix wheel bench soak samples locks format clean
