# `make demo` shows REALM at work; `make test` proves it. Both set up what they need.
# PYRAMIDION_CACHE, an absolute path, puts downloads and results elsewhere than .cache.

ifdef PYRAMIDION_CACHE
export PYRAMIDION_CACHE
export PYRAMIDION_LIBTORCH ?= $(PYRAMIDION_CACHE)/libtorch
endif

# Test builds share the release build; no source uses testable imports, nor XCTest. One test after another: which library
# multiplies matrices is a setting of the whole process, and runs are compared bit for bit.
TEST = OMP_WAIT_POLICY=PASSIVE swift test -c release --disable-testable-imports --disable-xctest --no-parallel

.PHONY: demo test setup data build test-differential format clean

demo: build data
	.build/release/pyramidion demo

setup:
	scripts/setup

data: setup
	scripts/get-data

build: setup
	swift build -c release

test: setup data
	swift build -c release --build-tests
	swift format lint --strict -r Sources Tests Package.swift
	$(TEST)
	if [ -x Tests/EndToEnd/run ]; then Tests/EndToEnd/run; fi

test-differential: build data
	python3 Tests/Differential/tokenizer.py
	python3 Tests/Differential/salience.py --examples 0
	python3 Tests/Differential/answers.py

format:
	swift format -i -r Sources Tests Package.swift

# What was built; downloads and results in .cache stay.
clean:
	rm -rf .build
