# The two that matter: `make run` and `make test`. Both work from a bare clone with Python 3.11 (with venv), gcc and a package index.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON311 ?= $(shell command -v python3.11 || command -v python3)
UV ?= $(shell command -v uv || echo .tools/bin/uv)
BIN := .venv/bin
COUNCIL ?= exampleshire

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 2
export CUDA_VISIBLE_DEVICES := -1
export UV_PYTHON_DOWNLOADS := never
export PYTHONWARNINGS := ignore::DeprecationWarning,ignore::FutureWarning
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

help: ## print these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

run: .venv/locked ## start everything on this machine (today: the chat in this terminal)
	@$(BIN)/python -m assistant.chat --council $(COUNCIL)

chat: .venv/locked ## the chat in this terminal, with all it needs started and stopped
	@$(BIN)/python -m assistant.chat --council $(COUNCIL)

test: .venv/locked ## the checks that CI runs
	@$(BIN)/ruff check .
	@$(BIN)/yamllint -s .
	@$(BIN)/python -m kinship check $(COUNCIL) --as-of 2026-11-21
	@$(BIN)/python -m assistant.brain train
	@$(BIN)/python -m assistant.brain check
	@$(BIN)/python -m pytest

quick: .venv/locked ## only the tests that need no trained model (seconds)
	@$(BIN)/python -m pytest -m "not brain"

check: .venv/locked ## check the offer content as of today, and print its coverage
	@$(BIN)/python -m kinship check $(COUNCIL); status=$$?; $(BIN)/python -m kinship check $(COUNCIL) --coverage; exit $$status

benchmark: .venv/locked ## measure speed and understanding
	@for measure in benchmarks/*.py; do echo "== $$measure"; $(BIN)/python $$measure || exit 1; done

.venv/locked: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet --python "$(PYTHON311)"
	@# Plain `rasa test` looks for stories below the root, and would find those of Rasa's own starter project in here.
	@rm -rf .venv/lib/python3.11/site-packages/rasa/cli/initial_project/tests
	@touch $@

.tools/bin/uv:
	@"$(PYTHON311)" -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv

.PHONY: help run chat test quick check benchmark
