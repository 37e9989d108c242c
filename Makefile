# `make demo` shows REALM at work; `make test` proves it. Both set up what they need.
# PYRAMIDION_CACHE, an absolute path, puts downloads and results elsewhere than .cache.

ifdef PYRAMIDION_CACHE
export PYRAMIDION_CACHE
export PYRAMIDION_LIBTORCH ?= $(PYRAMIDION_CACHE)/libtorch
endif

# Test builds share the release build; no source uses testable imports, nor XCTest. One test after another: which library
# multiplies matrices is a setting of the whole process, and runs are compared bit for bit.
TEST = OMP_WAIT_POLICY=PASSIVE swift test -c release --disable-testable-imports --disable-xctest --no-parallel

# The demonstration's project, and the questions that its page offers.
CACHE = $(or $(PYRAMIDION_CACHE),.cache)
SERVED = $(CACHE)/demo$(if $(filter quick,$(DEMO)),-quick)
EXAMPLES = $(CACHE)/data/$(if $(filter quick,$(DEMO)),slice,demo)/questions.jsonl

.PHONY: demo serve test test-parity test-differential test-server setup data build format clean

demo: build data
	.build/release/pyramidion demo
	@echo "Ask it in the browser: make serve, then open http://127.0.0.1:8080/"

# Opens the demonstration's model in the browser; SERVE_OPTIONS goes to `pyramidion serve`.
serve: build
	[ ! -e "$(EXAMPLES)" ] || set -- --examples "$(EXAMPLES)"; \
	exec .build/release/pyramidion serve --run "$(SERVED)" "$$@" $(SERVE_OPTIONS)

setup:
	scripts/setup

data: setup
	scripts/get-data

build: setup
	swift build -c release

test: setup data
	swift build -c release --build-tests
	swift format lint --strict -r Sources Tests Examples Benchmarks/Sources Package.swift
	Tests/Examples/check
	$(TEST)
	Tests/EndToEnd/run

# Hugging Face's classes and ours on models that are drawn anew; SEED chooses which.
test-parity: setup
	swift build -c release --build-tests
	Tests/Parity/run $(SEED)

test-differential: build data
	python3 Tests/Differential/tokenizer.py
	python3 Tests/Differential/salience.py --examples 0
	python3 Tests/Differential/answers.py

# The server in a browser, with other programs' clients, and under load; needs a demonstration that was run, and Chromium.
test-server: build
	Tests/Server/run

format:
	swift format -i -r Sources Tests Examples Benchmarks/Sources Package.swift

# What was built; downloads and results in .cache stay.
clean:
	rm -rf .build
