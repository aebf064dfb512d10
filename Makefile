SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .build/python
SWIFT_FOLDERS := Package.swift Sources Plugins Tests

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

deps: ## install what building, running and testing need (Debian packages)
	@Tests/tools/install_packages.sh

build: deps ## build .build/release/reeve
	swift build -c release --static-swift-stdlib --product reeve

demo: build ## do the main job through the public API and keep serving; ONCE=1 ends after it
	@Tests/tools/demo.py --reeve .build/release/reeve $(if $(ONCE),--once)

check: deps ## lint, build, check the module graph and the documentation
	swift format lint --strict --parallel --recursive $(SWIFT_FOLDERS)
	swift build --build-tests
	Tests/tools/module_graph.py
	Tests/tools/documentation.sh

test: deps $(VENV)/.installed ## run all tests
	@$(VENV)/bin/python Tests/tools/run_tests.py

$(VENV)/.installed: Tests/tools/requirements.txt | deps
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

chaos: deps $(VENV)/.installed ## break the service in every way and by chance, and count; MINUTES=10
	swift build --product reeve
	@$(VENV)/bin/python Tests/Faults/chaos.py $(or $(MINUTES),10)

soak: build $(VENV)/.installed ## look for rows of other tenants under faults; REQUESTS=1000000
	@REEVE=.build/release/reeve $(VENV)/bin/python Tests/Faults/soak.py $(or $(REQUESTS),1000000)

corpus: deps $(VENV)/.installed ## have a server judge the flows of ../shared/corpus, and draw them
	swift build --product reeve
	@$(VENV)/bin/python Tests/tools/corpus.py .build/debug/reeve

edge: deps $(VENV)/.installed ## load the edge: 10,000 connections, 1,000 event streams, uploads of 2 GiB, floods
	swift build --product reeve
	swift build --product edge-server
	@EDGE_LONG=1 $(VENV)/bin/python -m pytest -q --tb=short Tests/Edge

docs: ## renew the pages of Docs that are made of the code
	swift build --product reeve
	.build/debug/reeve config api-reference > Docs/api.md
	.build/debug/reeve config flow-reference > Docs/flows.md
	.build/debug/reeve config expression-reference > Docs/expressions.md
	.build/debug/reeve config task-reference > Docs/tasks.md
	{ printf '%s\n' '# Settings' '' \
	  'The server takes each setting from an argument, a variable, the YAML file or its default, in that order.' \
	  '`make docs` renews this page with `reeve config reference`.' ''; \
	  .build/debug/reeve config reference; } > Docs/configuration.md

bench: build ## measure against nginx, Postgres and the bars of Tests/Benchmarks/thresholds.json
	@Tests/tools/install_packages.sh bench
	@Tests/Benchmarks/bench.py

bench-quick: build ## the same in shorter rounds, among fewer rows
	@Tests/tools/install_packages.sh bench
	@Tests/Benchmarks/bench.py --quick

asan: deps ## run the module tests under AddressSanitizer
	Tests/Sanitizers/run.sh address

tsan: deps ## run the module tests under ThreadSanitizer
	Tests/Sanitizers/run.sh thread

fuzz: deps ## fuzz every parser; TARGET=http RUNS=1000000 SEED=1
	Tests/Fuzz/fuzz.sh $(or $(TARGET),all) $(or $(RUNS),1000000) $(or $(SEED),1)

clean: ## remove everything that was built
	swift package clean

.PHONY: help deps build demo check test chaos docs bench bench-quick asan tsan fuzz clean soak edge corpus
