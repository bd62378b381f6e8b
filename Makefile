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

# Several of each behind nginx: the layout of docs/operating/scaling.md, on this machine only.
CLUSTER_HOME := $(or $(KINSHIP_CLUSTER_HOME),$(CURDIR)/.kinship-cluster)
cluster: .venv/locked stores ## several of each behind nginx, on PostgreSQL and Redis (CLUSTER="--rasa 2 --port 9000")
	@KINSHIP_COUNCIL=$(COUNCIL) exec $(BIN)/python -m hub.cluster --home "$(CLUSTER_HOME)" --with-parent $(CLUSTER)

chaos: .venv/locked ## break every part in turn under load for MINUTES=20, and print what held (RATE=1, LAYOUT=one|cluster; fills a disk only as root)
	@$(BIN)/python -m benchmarks.chaos --minutes $(or $(MINUTES),20) --rate $(or $(RATE),1) $(if $(LAYOUT),--layout $(LAYOUT))

soak: .venv/locked ## a council's peak for HOURS=2: is memory flat, is latency flat, was there an error (RATE=5 CHATS=300 ADVISERS=30)
	@$(BIN)/python -m benchmarks.chaos.soak --hours $(or $(HOURS),2) --rate $(or $(RATE),5) --chats $(or $(CHATS),300) --advisers $(or $(ADVISERS),30) $(if $(LAYOUT),--layout $(LAYOUT))

chat: .venv/locked ## the chat in this terminal, with all it needs started and stopped
	@$(BIN)/python -m assistant.chat --council $(COUNCIL)

test: .venv/locked chromium pango ## the checks that CI runs
	@$(BIN)/ruff check .
	@$(BIN)/yamllint -s .
	@$(BIN)/python -m kinship check $(COUNCIL) --as-of 2026-11-21
	@$(BIN)/python -m assistant.understanding.sentence_encoder
	@$(BIN)/python -m assistant.brain train
	@$(BIN)/python -m assistant.brain check
	@DJANGO_SETTINGS_MODULE=tests.hub_settings $(BIN)/python manage.py makemigrations --check --dry-run
	@$(MAKE) -j3 --keep-going --output-sync=target --no-print-directory test-processes test-rest test-browser test-hub test-pages

# In parts, three at once: two mostly wait, for a browser and for real processes, and the others mostly compute.
BROWSER := tests/browser
PROCESSES := tests/hub/faults tests/hub/process tests/hub/danger/test_running_hub.py
PAGES := $(addprefix tests/hub/,adviser_desk desk evidence front leaflets offer_site open_data publishing scan web_chat year)
test-browser: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider $(BROWSER)

test-processes: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider $(PROCESSES)

test-hub: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider tests/hub $(PROCESSES:%=--ignore=%) $(PAGES:%=--ignore=%)

test-pages: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider $(PAGES)

test-rest: .venv/locked
	@$(BIN)/python -m pytest -p no:cacheprovider $(BROWSER:%=--ignore=%) --ignore=tests/hub

quick: .venv/locked ## only the tests that need no trained model (half a minute)
	@$(BIN)/python -m pytest -m "not brain"

# Debian's own packages. The browser tests use its Chromium; leaflets and the review pack are set by WeasyPrint, which needs Pango.
# Where they cannot be had, those tests skip and say so; in CI a skip is a failure.
CHROMIUM_HERE := [ -n "$${KINSHIP_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null
PANGO_HERE := $(BIN)/python -c "import weasyprint" >/dev/null 2>&1
chromium: ## install Debian's Chromium if there is none, or say why not
	@if $(CHROMIUM_HERE); then exit 0; fi; $(call apt-install,Chromium,browser tests will skip,chromium)

pango: .venv/locked ## install Debian's Pango, with which PDFs are set, if there is none, or say why not
	@if $(PANGO_HERE); then exit 0; fi; $(call apt-install,Pango,tests of PDFs will skip,libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation)

STORES_HERE := PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null && command -v redis-server >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
stores: ## install Debian's nginx, Redis and PostgreSQL if they are not there, or say why not
	@if $(STORES_HERE); then exit 0; fi; $(call apt-install,nginx with Redis and PostgreSQL,make cluster will not start,nginx redis-server postgresql)

# $(call apt-install,what,what happens without it,packages)
define apt-install
if ! command -v apt-get >/dev/null; then echo "No $(1) here, and no apt-get to install it: $(2)."; exit 0; fi; \
	root=; if [ "$$(id -u)" != 0 ]; then root="sudo -n"; fi; \
	if [ -n "$$root" ] && ! $$root true 2>/dev/null; then echo "No $(1) here, and installing it needs root: sudo apt-get install $(3)"; exit 0; fi; \
	echo "Installing $(1)."; \
	$$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq --no-install-recommends $(3) >/dev/null \
		|| echo "$(1) could not be installed: $(2)."
endef

check: .venv/locked ## check the offer content as of today and the dated audit of our packages, and print the offer's coverage
	@$(BIN)/python -m kinship check $(COUNCIL); status=$$?; $(BIN)/python -m kinship check $(COUNCIL) --coverage; \
	$(BIN)/python -m hub.controls audit || status=1; exit $$status

audit: .venv/locked ## ask about known vulnerabilities of every locked package, and write the dated file (needs a network)
	@$(BIN)/python -m hub.controls refresh --uv "$(UV)"

accessibility: .venv/locked ## test the pages of carers in Chromium and write the figures of the accessibility statement (some minutes)
	@KINSHIP_ACCESSIBILITY=hub/web_chat/accessibility_results.yml $(BIN)/python -m pytest -p no:cacheprovider tests/browser/test_each_state.py
	@KINSHIP_WRITE_SNAPSHOTS=1 $(BIN)/python -m pytest -p no:cacheprovider -q tests/browser/test_each_state.py -k "tree and accessibility-"

scan: .venv/locked .tools/scan/locked ## let an outside scanner loose on the public addresses of a real hub (ten minutes; CASES=n, SECONDS_FOR=n)
	@$(BIN)/python -m tests.hub.scan --scanner "$(CURDIR)/.tools/scan/bin/schemathesis" --cases $(or $(CASES),40) --seconds $(or $(SECONDS_FOR),480)

controls: .venv/locked ## make docs/security/controls.md from controls.yml
	@$(BIN)/python -m hub.controls page

benchmark: .venv/locked ## measure speed and understanding, each beside its budget (ONLY="turn beside_stock": these; .tools/stock/locked: beside Rasa as it comes)
	@$(BIN)/python -m benchmarks $(ONLY)

# Rasa with TensorFlow, as it comes, to compare with: three gigabytes, in an environment of its own.
.tools/stock/locked: pyproject.toml uv.lock | $(UV)
	@UV_PROJECT_ENVIRONMENT=.tools/stock $(UV) sync --frozen --quiet --no-install-project --no-dev --group tensorflow --python "$(PYTHON311)"
	@touch $@

benchmark-understanding: .venv/locked ## measure how well messages are understood and what it costs (STOCK=1: beside Rasa's own pipeline, half an hour more)
	@$(BIN)/python -m benchmarks.understanding --cost $(if $(STOCK),--stock)

benchmark-danger: .venv/locked ## measure how much danger is heard, how often wrongly, and what the screen costs beside an empty turn
	@$(BIN)/python -m benchmarks.danger --with-rasa

lexicon: .venv/locked ## make the list of words the spelling repair knows, after an example, a pattern or an offer changed
	@$(BIN)/python -m assistant.understanding.lexicon_fit

danger-net: .venv/locked ## make the learned weights of the danger screen from the written examples (half a minute)
	@$(BIN)/python -m assistant.understanding.danger_fit

fact-reader: .venv/locked ## make the learned weights of the reader of facts from the written clauses (two minutes)
	@$(BIN)/python -m assistant.understanding.fact_fit

.venv/locked: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet --python "$(PYTHON311)"
	@# Plain `rasa test` looks for stories below the root, and would find those of Rasa's own starter project in here.
	@rm -rf .venv/lib/python3.11/site-packages/rasa/cli/initial_project/tests
	@touch $@

.tools/bin/uv:
	@"$(PYTHON311)" -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv

# The scanner's requirements clash with Rasa's: an environment of its own.
.tools/scan/locked: tests/hub/scan/requirements.txt
	@"$(PYTHON311)" -m venv .tools/scan && .tools/scan/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $< && touch $@

.PHONY: help run demo demo-code phones phones-code chat test test-browser test-processes test-hub test-rest quick check audit accessibility scan controls benchmark benchmark-understanding benchmark-danger lexicon danger-net fact-reader cluster chaos soak stores chromium pango
