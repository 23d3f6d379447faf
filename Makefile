# Two commands do everything: `make run` and `make test`. They need Python 3.11 or later, pip and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check audit test-clients soak bench bench-peers schema schemas lock clean

run: $(VENV)/run.stamp
	$(BIN)/netzwerkregister serve

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q --numprocesses 3 --dist loadfile

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m domain.event_schemas
	$(BIN)/python -m tests.locked
	$(BIN)/python -m pip check

# Needs internet: asks for all advisories of today.
audit: $(VENV)/audit.stamp
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.lock

soak: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q -m soak

test-clients: $(VENV)/dev.stamp
	tests/clients/run

bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks

# Needs Node.
bench-peers: $(VENV)/dev.stamp
	npm ci --prefix benchmarks/peers --no-audit --no-fund --silent
	$(BIN)/python -m benchmarks --peers

schema: $(VENV)/run.stamp
	$(BIN)/python -m graphql_api.schema > schema.graphql
	$(BIN)/python -m graphql_api.roles_page > docs/roles.md

schemas: $(VENV)/run.stamp
	$(BIN)/python -m domain.event_schemas publish

lock: $(VENV)/dev.stamp
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links pyproject.toml --extra build -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links pyproject.toml --extra build --extra dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) var

$(VENV)/run.stamp: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-dev.lock
	touch $@

$(VENV)/audit.stamp: $(VENV)/run.stamp
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet pip-audit==2.10.1
	touch $@
