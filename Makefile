# The commands of the project.  `make demo` and `make test` do all their own set-up.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench torture audit messages venv lock clean
PORT ?= 8000
BIN := .venv/bin

help:  ## show this list
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo:  ## serve the demo newsroom at http://127.0.0.1:8000 (PORT= changes it)
	@tools/venv runtime
	@DEPESCHE_HOME=$(CURDIR)/var/demo $(BIN)/depesche demo --port $(PORT)

test: venv  ## run everything that must hold; ARGS= goes to pytest
	@tools/system-packages test
	@tools/node-packages
	@tools/check all $(ARGS)

lint: venv  ## style, types, layers and migrations only
	@tools/check lint

bench: venv  ## answers per second, p95, queries per page; and beside nginx and a plain Wagtail site
	@tools/system-packages bench
	@$(BIN)/python -m benchmarks $(ARGS)

torture: venv  ## faults of a minute each and crowds of readers: who was served, and how quickly
	@tools/system-packages test
	@tools/system-packages bench
	@$(BIN)/python -m tests.torture $(ARGS)

audit: venv  ## Lighthouse, axe, vnu and page weights of the demo newsroom
	@tools/system-packages test
	@tools/node-packages
	@$(BIN)/python -m tools.audit $(ARGS)

messages: venv  ## collect texts for translation and compile the catalogues
	@tools/system-packages messages
	@tools/messages

venv:
	@tools/venv dev

lock:  ## resolve the dependencies anew, with hashes
	@tools/lock

clean:  ## remove what can be made again; newsrooms in var/ stay
	@rm -rf .venv build dist tools/audit/node_modules .*_cache .hypothesis .coverage*
