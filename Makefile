# Two commands do everything: `make run` starts the demo city, `make test` proves the tree.
# `make help` lists the others.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
CARGO ?= cargo
AULA := target/debug/aula
export PUPPETEER_SKIP_DOWNLOAD := 1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

.PHONY: help run test test-rust test-web test-browser prove lint bench bench-gis bench-web web tools clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: web ## build everything and start the demo city
	$(CARGO) build --bin aula
	$(AULA) serve --demo

test: tools web ## everything that must pass; installs what it needs where it may
	tests/run-all.sh

test-rust: web ## the Rust tests alone
	$(CARGO) test --workspace

test-web: web-map/node_modules/.stamp ## the front end's own tests
	cd web-map && npm test

test-browser: tools web ## the map in a real Chromium, against the demo
	$(CARGO) build --bin aula
	tests/browser/run.sh $(AULA)

prove: web ## the long proofs; their result is kept in docs/proofs.md
	tests/prove.sh
	tests/fuzz.sh
	tests/ogc/schemathesis.sh

lint: web ## formatting, lints, types, licences and bans
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	cd web-map && npm run check
	tests/deny.sh

bench: web ## how fast, beside the usual tools, in one run
	tests/bench/run.sh
	tests/bench/statistics.sh
	tests/bench/risk.sh

bench-gis: web ## items and hexagons of a million incidents over OGC API
	tests/ogc/bench-gis.sh

bench-web: tools web ## how fast the map is to the eye
	$(CARGO) build --release --bin aula
	tests/browser/bench.sh target/release/aula

web: web-map/dist/index.html ## build the front end

web-map/node_modules/.stamp: web-map/package-lock.json
	cd web-map && npm ci --no-audit --no-fund
	@touch $@

web-map/dist/index.html: web-map/node_modules/.stamp $(shell find web-map/src web-map/public web-map/build web-map/*.html web-map/yards web-map/vite.config.ts web-map/tsconfig.json -type f 2>/dev/null)
	cd web-map && npm run build
	@touch $@

tests/browser/node_modules/.stamp: tests/browser/package-lock.json
	cd tests/browser && npm ci --no-audit --no-fund
	@touch $@

tools: tests/browser/node_modules/.stamp ## install what the tests need, or say what to install
	tests/tools.sh

clean: ## remove what was built
	$(CARGO) clean
	rm -rf web-map/dist web-map/node_modules tests/browser/node_modules
