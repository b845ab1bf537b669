# Signpost: everything a newcomer types. Needs Python >= 3.11, make and the package registries.
PYTHON ?= python3
PORT ?= 8080
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: setup demo test check format catalog lock proof bench clean

setup: .venv/ready  ## Virtual environment in .venv, with everything in it

.venv/ready: requirements/dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Signpost needs Python 3.11 or newer; name one with PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

demo: setup  ## The practice workspace with sample data on http://127.0.0.1:$(PORT)
	$(BIN)/signpost demo --port $(PORT)

check: setup  ## Format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A dialog over real sockets or in a browser that fails is played once more, and told (docs/testing.md); nothing else is.
AGAIN := --reruns 1 -rR

test: setup  ## Every test, the big numbers sampled; what keeps people waiting is tried alone
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile -m "not browser and not slow" tests/unit tests/properties tests/dialogs tests/adapters tests/contract tests/simulation tests/attack tests/proof
	$(BIN)/pytest -q tests/faults
	$(BIN)/pytest -q -n 2 --dist loadfile $(AGAIN) tests/slack tests/teams
	$(BIN)/pytest -q -m browser $(AGAIN) tests/adapters tests/browser

proof: setup  ## The guarantees at full numbers; the report is kept in docs/proof.md
	$(BIN)/python -m tests.proof

bench: setup  ## Speeds, interleaved, medians, ratios
	$(BIN)/python -m tests.bench

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

catalog: setup  ## Bring new texts into the German catalog, to be translated
	mkdir -p build
	$(BIN)/pybabel -q extract --sort-by-file --no-default-keywords -k say -k word -k many:1,2 -k words:1,2 -k N_ -k N2_:1,2 \
	  --add-location=file --width=120 -o build/signpost.pot bot
	$(BIN)/pybabel -q update --ignore-obsolete --ignore-pot-creation-date --width=120 -i build/signpost.pot -d bot/locale -D signpost -l de

lock: setup  ## Renew the lock files
	$(BIN)/pip install --quiet 'uv>=0.13,<1'
	for part in run dev; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml $$(test $$part = run || echo --group dev) -o requirements/$$part.lock || exit 1; done

clean:
	rm -rf .venv build var var-keys run
