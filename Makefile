# Each verb does its own set-up, and nothing twice: what was done leaves a stamp in .tools/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# `make demo` may choose both; `make sandbox PORT=8081` runs the sandbox alone.
PAGE_PORT ?= 8080
SANDBOX_PORT ?= 8081
PORT ?= $(SANDBOX_PORT)

# All scripts are JavaScript, also those that run before the npm packages are there.
ifeq ($(shell command -v node),)
$(error missing: Node.js 20.19 or newer with npm; how to get it: https://nodejs.org, or your distribution's package if it is new enough)
endif

TOOLS := .tools
BIN := node_modules/.bin
STEP := node scripts/step.mjs
WASM_TARGET := wasm32-unknown-unknown
WASM := target/$(WASM_TARGET)/wasm/opportunity_stage.wasm
GLUE := target/wasm-bindgen/core.js
PACKAGE := pkg/package.json
SANDBOX := target/debug/opportunity-stage-sandbox
SANDBOX_WASM := target/sandbox-wasm/sandbox.wasm

RUST_READY := $(TOOLS)/rust.stamp
BINDGEN_READY := $(TOOLS)/wasm-bindgen.stamp
NPM_READY := $(TOOLS)/npm.stamp

# A call that the environment settles wins, so that other browsers can be tried: CHROMIUM for the pages
# (scripts/setup/browser.mjs says which one it is otherwise), CHROMEDRIVER for the tests of the boundary.
export CHROMEDRIVER ?= $(shell command -v chromedriver || echo /usr/bin/chromedriver)
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER := $(CURDIR)/$(TOOLS)/bin/wasm-bindgen-test-runner

.PHONY: help setup browser build size demo demo-static sandbox test test-core test-wasm test-clients test-js test-sandbox test-consumers test-consumers-part test-browsers fuzz check check-rust check-wasm check-fuzz check-js check-words format bench release-check docs screenshots clean FORCE

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

## Set-up

setup: $(RUST_READY) $(BINDGEN_READY) $(NPM_READY) browser ## get the tools that are missing: wasm target, wasm-bindgen, npm packages, Chromium

$(RUST_READY): rust-toolchain.toml scripts/setup/rust.mjs scripts/setup/run.mjs
	@$(STEP) setup-rust node scripts/setup/rust.mjs
	@mkdir -p $(@D) && touch $@

$(BINDGEN_READY): Cargo.lock scripts/setup/wasm-bindgen.mjs | $(RUST_READY)
	@$(STEP) setup-wasm-bindgen node scripts/setup/wasm-bindgen.mjs $(TOOLS)
	@touch $@

$(NPM_READY): package.json package-lock.json scripts/setup/npm.mjs scripts/setup/run.mjs
	@$(STEP) setup-npm node scripts/setup/npm.mjs
	@mkdir -p $(@D) && touch $@

# Looked at each time: it takes no time, and the browser is not in the checkout.
browser:
	@node scripts/setup/browser.mjs

## Build

build: $(PACKAGE) size ## build the npm package into pkg/

# Cargo knows best what has changed; the file keeps its time where nothing has.
$(WASM): FORCE | $(RUST_READY)
	@$(STEP) build-wasm node scripts/build/wasm.mjs $(WASM_TARGET) --features split

$(GLUE): $(WASM) $(BINDGEN_READY) scripts/build/bind.mjs scripts/build/parts.mjs scripts/build/order-functions.mjs | $(NPM_READY)
	@$(STEP) bind node scripts/build/bind.mjs $(TOOLS) $(WASM) $(@D)

# The org of `opportunity-stage/sandbox`, from the same crate as the program.
$(SANDBOX_WASM): FORCE | $(RUST_READY) $(NPM_READY)
	@$(STEP) build-sandbox-wasm node scripts/build/sandbox-wasm.mjs $(WASM_TARGET) $@

$(PACKAGE): $(GLUE) $(SANDBOX_WASM) Cargo.toml $(wildcard pkg-template/* pkg-template/lang/* pkg-template/lexicon/* pkg-template/types/* pkg-template/src/* pkg-template/src/*/* pkg-template/src/element/*/*) \
		scripts/build/package.mjs scripts/build/parts.mjs scripts/build/notices.mjs scripts/build/compile-messages.mjs scripts/build/custom-elements.mjs LICENSE-MIT LICENSE-APACHE CHANGELOG.md $(NPM_READY)
	@$(STEP) build-package node scripts/build/package.mjs

size: $(PACKAGE) ## print the bytes of the package, raw and Brotli
	@node scripts/build/size.mjs

$(SANDBOX): FORCE | $(RUST_READY)
	@cargo build -p opportunity-stage-sandbox

## Run

FIGURES := target/page-figures.json

# The site is rebuilt when a page or a type changes, not with each build of the package.
DOCS := dist-docs/index.html

$(DOCS): scripts/build/docs.mjs $(wildcard docs/site/* docs/site/*/* docs/*.md docs/decisions/* pkg-template/*.md pkg-template/docs/*.md pkg-template/docs/*/*.md pkg-template/*.d.ts pkg-template/types/*) \
		crates/sandbox/README.md CHANGELOG.md | $(PACKAGE)
	@$(STEP) docs node scripts/build/docs.mjs
	@touch $@

# The numbers that the page shows are those of this very build.
$(FIGURES): $(PACKAGE) $(SANDBOX) scripts/demo/page-figures.mjs
	@node scripts/demo/page-figures.mjs

demo: $(PACKAGE) $(SANDBOX) $(FIGURES) $(DOCS) ## build everything, serve the page and the sandbox (PAGE_PORT=8080 SANDBOX_PORT=8081)
	@exec node scripts/demo/serve.mjs --port $(PAGE_PORT) --sandbox-port $(SANDBOX_PORT)

demo-static: $(PACKAGE) $(FIGURES) ## put the page and the documentation into dist-demo/ for a static host (FOLDER=… BASE=/path/), its org inside the page
	@node scripts/demo/static.mjs $(if $(FOLDER),--folder $(FOLDER))
	@node scripts/build/docs.mjs --base $(or $(BASE),/)docs/ --output $(or $(FOLDER),dist-demo)/docs

sandbox: $(SANDBOX) ## run the sandbox in the foreground (PORT=8081 ORIGIN=http://localhost:5173)
	@exec $(SANDBOX) --port $(PORT) $(foreach origin,$(ORIGIN),--origin $(origin))

## Test

test: test-core test-wasm test-clients test-js ## run every test: native, wasm in Chromium, the packed package, the page from end to end

test-core: $(RUST_READY)
	@$(STEP) test-core cargo test --workspace

# The unit tests have nothing to run in a browser; `make check` compiles them for wasm32.
test-wasm: $(RUST_READY) $(BINDGEN_READY) browser
	@$(STEP) test-wasm cargo test --target $(WASM_TARGET) -p opportunity-stage --test web

# The sandbox as `cargo test --workspace` builds it: on its own, Cargo gives some crates other features and compiles most
# of them a second time. Naming a test target is what makes Cargo count the features of the tests.
test-sandbox: $(RUST_READY)
	@$(STEP) build-sandbox cargo build --workspace --bin opportunity-stage-sandbox --test web

# Salesforce's own clients, unchanged, against the sandbox: the program, and its WebAssembly.
test-clients: $(PACKAGE) test-sandbox $(NPM_READY)
	@$(STEP) test-clients python3 crates/sandbox/tests/clients/run.py
	@$(STEP) test-clients-wasm python3 crates/sandbox/tests/clients/run.py --wasm

test-js: $(PACKAGE) $(DOCS) test-sandbox browser
	@$(STEP) test-js node scripts/test.mjs

# The packed package in other people's projects, whose dependencies come from the registry and are kept outside the checkout.
test-consumers: $(PACKAGE) test-sandbox $(NPM_READY) browser ## build and play the package in every bundler, framework and runtime (ROWS="next bun" for some)
	@node tests/consumers/run.mjs $(ROWS)

# One of each kind, for .ci/run.
test-consumers-part: $(PACKAGE) test-sandbox $(NPM_READY) browser
	@$(STEP) test-consumers-part node tests/consumers/run.mjs --part

# Needs a C++ compiler, for libFuzzer.
fuzz: $(RUST_READY) ## run each fuzz target for a while (SECONDS=60, TARGETS="json decimal" for some)
	@node scripts/fuzz.mjs $(or $(SECONDS),60) $(TARGETS)

BROWSERS_READY := $(TOOLS)/browsers.stamp

$(BROWSERS_READY): tests/browsers/package-lock.json | $(NPM_READY)
	@cd tests/browsers && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@mkdir -p $(@D) && touch $@

# Looked at each time, like Chromium: these browsers are not in the checkout either.
test-browsers: $(PACKAGE) $(SANDBOX) $(BINDGEN_READY) $(BROWSERS_READY) browser ## run the tests of the boundary and the flow on the page in Chromium, Firefox and WebKitGTK
	@node scripts/setup/browsers.mjs
	@node tests/browsers/run.mjs

check: check-rust check-wasm check-fuzz check-js check-words ## formats and lints, warnings denied: Rust on native and wasm32, TypeScript, JavaScript, CSS

check-rust: $(RUST_READY)
	@cargo fmt --all --check
	@cargo fmt --manifest-path fuzz/Cargo.toml --check
	@$(STEP) check-rust cargo clippy --workspace --all-targets -- -D warnings

check-wasm: $(RUST_READY)
	@$(STEP) check-wasm cargo clippy -p opportunity-stage -p salesforce-formula --target $(WASM_TARGET) --all-targets -- -D warnings
	@$(STEP) check-sandbox-wasm cargo clippy -p opportunity-stage-sandbox --lib --no-default-features --target $(WASM_TARGET) -- -D warnings

# libFuzzer is C++; without a compiler for it there is nothing to check here.
check-fuzz: $(RUST_READY)
	@if command -v c++ > /dev/null; then $(STEP) check-fuzz cargo clippy --manifest-path fuzz/Cargo.toml --bins -- -D warnings; \
	else echo "check-fuzz: skipped, no C++ compiler"; fi

check-js: $(NPM_READY)
	@$(STEP) prettier $(BIN)/prettier --check --log-level warn .
	@$(STEP) eslint $(BIN)/eslint --max-warnings 0 .
	@$(STEP) types-package $(BIN)/tsc -p pkg-template/tsconfig.json
	@$(STEP) types-import $(BIN)/tsc -p pkg-template/src/import/tsconfig.json
	@$(STEP) types-page $(BIN)/tsc -p www-demo/tsconfig.json
	@node scripts/check/version.mjs
	@$(STEP) documentation node scripts/check/docs.mjs
	@node scripts/build/snippets.mjs
	@node scripts/check/layers.mjs
	@$(STEP) circles $(BIN)/depcruise --config scripts/check/imports.config.mjs --output-type err pkg-template/src www-demo/modules scripts tests/js

# What has not changed is not read again: the cache is in target/.
check-words: $(NPM_READY)
	@$(STEP) spelling $(BIN)/cspell lint --no-progress --no-summary --quiet --cache --cache-location target/cspell.cache
	@node scripts/check/phrases.mjs

format: $(RUST_READY) $(NPM_READY) ## format everything
	@cargo fmt --all
	@$(BIN)/prettier --write --log-level warn .
	@$(BIN)/eslint --fix .

bench: $(PACKAGE) $(SANDBOX) browser ## print the figures: bytes, requests for each step, the whole job next to jsforce, the demo page, a visit over a slow connection (BASE=revision for another build in the same run), rules next to formulon and sformula, many records at once, the sandbox
	@node scripts/build/size.mjs
	@node scripts/bench/calls.mjs
	@node scripts/bench/page.mjs
	@cd crates/sandbox/tests/clients && { [ -d node_modules/jsforce ] || npm ci --ignore-scripts --no-audit --no-fund; }
	@node scripts/bench/visit.mjs $(BASE)
	@node scripts/bench/client.mjs
	@node scripts/bench/sentences.mjs
	@node scripts/bench/rules.mjs
	@cargo build --release -p opportunity-stage-sandbox
	@node scripts/bench/bulk.mjs
	@cargo bench -p opportunity-stage --bench evaluate
	@cargo bench -p salesforce-formula --bench formula
	@cargo bench -p opportunity-stage-sandbox --bench figures

release-check: $(PACKAGE) $(NPM_READY) ## do everything that publishing does but publish, and say what stands in the way
	@node scripts/check/release.mjs

docs: $(DOCS) ## build the documentation site into dist-docs/: guide, reference, recipes, types

screenshots: $(PACKAGE) $(SANDBOX) browser ## take pictures of the page and of the element in their states into test-results/
	@node scripts/demo/screenshots.mjs
	@node scripts/demo/screenshots-element.mjs

clean: ## remove what was built; the tools in .tools/ and node_modules/ stay
	@rm -rf pkg dist-demo dist-docs test-results target

FORCE:
