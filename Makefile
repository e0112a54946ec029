# Everything a person or a machine does with this project. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TEST_PACKAGES := docker.io docker-registry busybox-static postgresql debootstrap iproute2 iptables

.PHONY: help setup engine test-packages demo test lint format lock clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /|/' | while IFS='|' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

setup: .venv/.installed ## make .venv with everything in it, and .venv/bin/shipmate

.venv/.installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: name one with make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(MAKE) --no-print-directory install PACKAGES=python3-venv
	@echo "Making .venv and installing the locked packages …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "Ready: $(BIN)/shipmate"

# Installs Debian packages that are missing. Services they bring are not started: tests and demo run their own.
.PHONY: install
install:
	@missing=$$(for each in $(PACKAGES); do dpkg-query -W -f '$${Status}' "$$each" 2>/dev/null | grep -q 'ok installed' || echo "$$each"; done | tr '\n' ' '); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "Missing: $$missing— as root on Debian: apt-get install --no-install-recommends $$missing" >&2; exit 1; fi; \
	echo "Installing $$missing…"; \
	policy=/usr/sbin/policy-rc.d; test -e $$policy || { printf '#!/bin/sh\nexit 101\n' > $$policy; chmod +x $$policy; trap "rm -f $$policy" EXIT; }; \
	apt-get update -qq; \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null

engine:
	@command -v dockerd >/dev/null || $(MAKE) --no-print-directory install PACKAGES="docker.io iptables" \
		|| echo "No Docker engine here: everything but /docker works." >&2

test-packages:
	@$(MAKE) --no-print-directory install PACKAGES="$(TEST_PACKAGES)"

demo: setup engine ## set up everything and open the terminal study room
	@if [ -z "$${SHIPMATE_DOCKER_HOSTS:-}" ] && command -v dockerd >/dev/null; then $(BIN)/shipmate sandbox up || true; fi
	@$(BIN)/shipmate chat

test: setup test-packages ## set up everything and pass the tests
	@$(BIN)/python -m pytest

lint: setup ## check style, types and the dependency rule
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup ## put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## renew the locks from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade --quiet -o requirements.lock
	@uv pip compile pyproject.toml --group dev --python-version 3.11 --universal --generate-hashes --no-header --no-annotate --upgrade --quiet -o requirements-dev.lock

clean: ## remove what was made here
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache
