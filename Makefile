# The two that matter: `make run` and `make test`. Both work from a bare clone with Python 3.11 (with venv), gcc and a package index.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON311 ?= $(shell command -v python3.11 || command -v python3)
UV ?= $(shell command -v uv || echo .tools/bin/uv)
BIN := .venv/bin
COUNCIL ?= $(or $(KINSHIP_COUNCIL),exampleshire)

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 2
export CUDA_VISIBLE_DEVICES := -1
export UV_PYTHON_DOWNLOADS := never
export PYTHONWARNINGS := ignore::DeprecationWarning,ignore::FutureWarning
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

help: ## print these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

run: .venv/locked ## start everything on this machine, and say where to click; Ctrl-C stops it all
	@KINSHIP_COUNCIL=$(COUNCIL) exec $(BIN)/python -m hub.supervisor --with-parent

# The demo has a data folder of its own, is seen on this machine only, and tells nobody outside of anything.
DEMO := $(or $(KINSHIP_DEMO_HOME),$(CURDIR)/.kinship-demo)
AS_DEMO := env -u KINSHIP_PUBLIC_URL -u KINSHIP_BIND -u DATABASE_URL -u KINSHIP_OIDC_ISSUER -u KINSHIP_ALERT_EMAILS -u KINSHIP_ALERT_ESCALATION_EMAILS \
	-u KINSHIP_ALERT_WEBHOOK -u KINSHIP_SMS -u KINSHIP_WHATSAPP -u KINSHIP_STREAM_URL -u KINSHIP_SECRET_KEY -u KINSHIP_FIELD_KEYS -u KINSHIP_LOOKUP_KEY \
	KINSHIP_HOME="$(DEMO)" KINSHIP_CONTENT="$(DEMO)/content" KINSHIP_COUNCIL=$(COUNCIL)

demo: .venv/locked ## a desk to learn on: invented conversations, everything started, and how to sign in
	@$(AS_DEMO) $(BIN)/python manage.py make_keys >/dev/null
	@$(AS_DEMO) KINSHIP_PUBLIC_URL="http://localhost:$${PORT:-8000}" $(BIN)/python manage.py demo_desk
	@exec $(AS_DEMO) $(BIN)/python -m hub.supervisor --with-parent

demo-code: .venv/locked ## the codes of the demo's people for signing in, while `make demo` runs (NAME=sam for one)
	@$(AS_DEMO) $(BIN)/python manage.py demo_code $(NAME)

# Two phones on a page, a simulated provider behind them, and a desk: a data folder of its own, this machine only, nothing is sent.
PHONES := $(or $(KINSHIP_PHONES_HOME),$(CURDIR)/.kinship-phones)
AS_PHONES = $(subst $(DEMO),$(PHONES),$(AS_DEMO))

phones: .venv/locked ## SMS and WhatsApp on two simulated phones, with everything started (SMS=twilio: not by GOV.UK Notify)
	@$(AS_PHONES) $(BIN)/python manage.py make_keys >/dev/null
	@$(AS_PHONES) KINSHIP_PUBLIC_URL="http://localhost:$${PORT:-8000}" $(BIN)/python manage.py demo_desk --people-only
	@exec $(AS_PHONES) SMS="$(SMS)" $(BIN)/python -m hub.phones --with-parent

phones-code: .venv/locked ## the codes of the people of that desk, while `make phones` runs (NAME=sam for one)
	@$(AS_PHONES) $(BIN)/python manage.py demo_code $(NAME)

chat: .venv/locked ## the chat in this terminal, with all it needs started and stopped
	@$(BIN)/python -m assistant.chat --council $(COUNCIL)

test: .venv/locked chromium ## the checks that CI runs
	@$(BIN)/ruff check .
	@$(BIN)/yamllint -s .
	@$(BIN)/python -m kinship check $(COUNCIL) --as-of 2026-11-21
	@$(BIN)/python -m assistant.understanding.sentence_encoder
	@$(BIN)/python -m assistant.brain train
	@$(BIN)/python -m assistant.brain check
	@DJANGO_SETTINGS_MODULE=tests.hub_settings $(BIN)/python manage.py makemigrations --check --dry-run
	@$(MAKE) -j3 --output-sync=target --no-print-directory test-browser test-processes test-hub test-rest

# In parts, three at a time: two mostly wait, for a browser and for real processes, and the others mostly compute.
BROWSER := tests/browser
PROCESSES := tests/hub/faults tests/hub/process tests/hub/danger/test_running_hub.py
test-browser: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider $(BROWSER)

test-processes: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider $(PROCESSES)

test-hub: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider tests/hub $(PROCESSES:%=--ignore=%)

test-rest: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider $(BROWSER:%=--ignore=%) --ignore=tests/hub

quick: .venv/locked ## only the tests that need no trained model (half a minute)
	@$(BIN)/python -m pytest -m "not brain"

# The browser tests use Debian's own Chromium. Where it cannot be had they skip and say so; in CI a skip is a failure.
chromium: ## install Debian's Chromium if there is none, or say why not
	@if [ -n "$${KINSHIP_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "No Chromium here, and no apt-get to install it: browser tests will skip."; exit 0; fi; \
	root=; if [ "$$(id -u)" != 0 ]; then root="sudo -n"; fi; \
	if [ -n "$$root" ] && ! $$root true 2>/dev/null; then echo "No Chromium here, and installing it needs root: sudo apt-get install chromium"; exit 0; fi; \
	echo "Installing Chromium for the browser tests."; \
	$$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq --no-install-recommends chromium >/dev/null \
		|| echo "Chromium could not be installed: browser tests will skip."

check: .venv/locked ## check the offer content as of today and the dated audit of our packages, and print the offer's coverage
	@$(BIN)/python -m kinship check $(COUNCIL); status=$$?; $(BIN)/python -m kinship check $(COUNCIL) --coverage; \
	$(BIN)/python -m hub.controls audit || status=1; exit $$status

audit: .venv/locked ## ask about known vulnerabilities of every locked package, and write the dated file (needs a network)
	@$(BIN)/python -m hub.controls refresh --uv "$(UV)"

controls: .venv/locked ## make docs/security/controls.md from controls.yml
	@$(BIN)/python -m hub.controls page

benchmark: .venv/locked ## measure speed and understanding
	@for measure in benchmarks/*.py; do echo "== $$measure"; $(BIN)/python $$measure || exit 1; done

benchmark-understanding: .venv/locked ## measure how well messages are understood and what it costs (STOCK=1: beside Rasa's own pipeline, half an hour more)
	@$(BIN)/python -m benchmarks.understanding --cost $(if $(STOCK),--stock)

benchmark-danger: .venv/locked ## measure how much danger is heard, how often wrongly, and what the screen costs beside an empty turn
	@$(BIN)/python -m benchmarks.danger --with-rasa

lexicon: .venv/locked ## make the list of words the spelling repair knows, after an example, a pattern or an offer changed
	@$(BIN)/python -m assistant.understanding.lexicon_fit

danger-net: .venv/locked ## make the learned weights of the danger screen from the written examples (half a minute)
	@$(BIN)/python -m assistant.understanding.danger_fit

.venv/locked: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet --python "$(PYTHON311)"
	@# Plain `rasa test` looks for stories below the root, and would find those of Rasa's own starter project in here.
	@rm -rf .venv/lib/python3.11/site-packages/rasa/cli/initial_project/tests
	@touch $@

.tools/bin/uv:
	@"$(PYTHON311)" -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv

.PHONY: help run demo demo-code phones phones-code chat test test-browser test-processes test-hub test-rest quick check audit controls benchmark benchmark-understanding benchmark-danger lexicon danger-net chromium
