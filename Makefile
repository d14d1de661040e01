# City of Learning. `make` builds the demo city and its portal; `make help` lists everything.

PYTHON ?= python3
unexport PYTHONDONTWRITEBYTECODE   # an environment without bytecode starts five times slower
BIN    := .venv/bin
LOCK   := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
          --no-header --no-annotate pyproject.toml

.PHONY: demo serve test check pytest fast golden real fuzz bench-sources bench-meaning bench-portal locks clean help

demo: .venv/ready        ## build the demo city: crawl its providers, publish public/
	@$(BIN)/cityoflearning run
	@echo "Next: make serve"

serve: .venv/ready       ## serve the portal on this machine
	@$(BIN)/cityoflearning serve

test: check pytest       ## lint, types, import contracts and every test

check: .venv/ready-test  ## lint, types, import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >.venv/imports.txt || { cat .venv/imports.txt; exit 1; }

pytest: .venv/ready-test
	@$(BIN)/pytest -n 3 --dist loadfile

fast: .venv/ready-test   ## the tests without the browser and without the README's commands
	@$(BIN)/pytest -n 3 --dist loadfile -m "not browser and not commands"

golden: .venv/ready-test ## write the golden portal anew; read the diff before you commit it
	@$(BIN)/pytest -q tests/test_golden.py --update-golden

real: .venv/ready        ## run the line over real files ($$CITYOFLEARNING_DATA or ../shared/data)
	@$(BIN)/python -m tests.real

fuzz: .venv/ready-test   ## 10,000 broken pages for each kind; KINDS="ical csv" for some, SEED=2 for others
	@$(BIN)/python -W ignore -m tests.fuzzing --cases 10000 --seed $(or $(SEED),1) $(KINDS)

bench-sources: .venv/ready-bench  ## measure the reading of sources: losses, dates, speed (benchmarks/sources/README.md)
	@$(BIN)/python -m benchmarks.sources

bench-meaning: .venv/ready-bench  ## measure what words mean; PARTS="tables coverage" for some (benchmarks/meaning/README.md)
	@$(BIN)/python -m benchmarks.meaning $(PARTS)

bench-portal: .venv/ready-bench  ## measure the portal on a slow phone and beside others; PARTS="phone" (benchmarks/portal/README.md)
	@$(BIN)/python -m benchmarks.portal $(PARTS)

locks:                   ## resolve the dependencies anew
	$(LOCK) --group build --output-file locks/run.txt
	$(LOCK) --group build --group test --constraint locks/run.txt --output-file locks/test.txt
	$(LOCK) --group build --group test --group bench --constraint locks/test.txt --output-file locks/bench.txt

clean:                   ## remove what was built: .venv, var, public
	rm -rf .venv var public

help:                    ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*##/make \1\t/' | expand -t 20

.venv/ready: locks/run.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh locks/install.sh locks/run.txt
	@touch $@

.venv/ready-bench: locks/bench.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh locks/install.sh locks/bench.txt
	@touch .venv/ready .venv/ready-test $@

.venv/ready-test: locks/test.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh locks/install.sh locks/test.txt
	@touch .venv/ready $@
