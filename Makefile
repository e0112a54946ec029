# On a fresh Debian 12 with python3, make and root, `make demo` and `make test` need nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
PACKAGES := scripts/debian-packages

# Wheels only, by hash: nothing that isn't locked is fetched, and nothing is compiled.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes

LOCK := uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade

# Test processes. More than two cores' worth, since some tests wait for the next minute of the clock.
WORKERS ?= 4

# PROGRAM=PACKAGE: Docker's engine, a disk and a network of its own for it, and a cache of Docker Hub.
ENGINE_PACKAGES := dockerd=docker.io docker-registry=docker-registry ip=iproute2 mkfs.ext4=e2fsprogs

# PROGRAM=PACKAGE: what the tests run beside Python; they start their own servers and end them.
# busybox is asked for by package: its other build, with the same path, doesn't run alone in an image.
TEST_PACKAGES := $(ENGINE_PACKAGES) /var/lib/dpkg/info/busybox-static.list=busybox-static \
	/usr/lib/postgresql/*/bin/initdb=postgresql debootstrap=debootstrap openssl=openssl git=git ps=procps \
	faketime=faketime

.PHONY: help setup tools engine demo test gallery lint format lock clean

help: ## Show this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name words; do \
		printf '  make %-8s %s\n' "$$name" "$$words"; \
	done

setup: .venv/runtime.stamp ## Make .venv with the shipmate command in it
	@echo "Ready: $(BIN)/shipmate"

tools: .venv/tools.stamp ## Add what tests and checks need to .venv

engine: ## Install Docker's engine, switched off; Shipmate starts one of its own
	@$(PACKAGES) $(ENGINE_PACKAGES)

demo: setup ## Open the terminal study room, with a Docker engine of its own where one can run
	@if [[ -z $${SHIPMATE_DOCKER_HOSTS:-} ]]; then \
		$(PACKAGES) $(ENGINE_PACKAGES) && SHIPMATE_DOCKER_HOSTS=$$($(BIN)/shipmate sandbox up | tail -n 1) && \
			echo "It goes on running when you leave; $(BIN)/shipmate sandbox down ends it." || \
			echo "Going on without a Docker engine: everything but /docker works."; \
	fi; \
	SHIPMATE_DOCKER_HOSTS=$${SHIPMATE_DOCKER_HOSTS:-} exec $(BIN)/shipmate chat

test: tools ## Run every test
	@$(PACKAGES) $(TEST_PACKAGES) || test "$${CI:-}" != true
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

gallery: tools ## Draw what learners see on each platform, as a page to look at: tests/gallery/index.html
	@PYTHONPATH=.:tests $(BIN)/python -m gallery.draw

lint: tools ## Check style, types and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: tools ## Write all code in one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Renew the locks from pyproject.toml (needs uv)
	$(LOCK) pyproject.toml --output-file requirements.lock
	$(LOCK) pyproject.toml --group dev --output-file requirements-dev.lock
	$(LOCK) --group pyproject.toml:build --output-file requirements-build.lock

clean: ## Remove .venv and everything else that make and the tools made here
	rm -rf .venv build .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Shipmate needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3 setup" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(PACKAGES) ensurepip=python3-venv
	@echo "Making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv

.venv/runtime.stamp: pyproject.toml requirements.lock requirements-build.lock | .venv/bin/python
	@echo "Installing what Shipmate runs on, from requirements.lock …"
	@$(INSTALL) -r requirements.lock -r requirements-build.lock
	@echo "Installing the shipmate command …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot commands content sandbox  # or the first start does it, where it may write
	@touch $@

.venv/tools.stamp: .venv/runtime.stamp requirements-dev.lock
	@echo "Installing the tools of tests and checks, from requirements-dev.lock …"
	@$(INSTALL) -r requirements-dev.lock
	@touch $@
