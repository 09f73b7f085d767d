# Fixed names: make build, demo, test, bench, fuzz, lint, clauses, install.
# Only Go, gcc and make are needed; the tools are pinned in tools/go.mod.

PREFIX ?= /usr/local
# 1: make test fails when a clause of the contract is neither shown nor listed.
CLAUSES_STRICT ?= 1
# Time for each fuzz target.
FUZZTIME ?= 30s
# Time for make soak, on each engine.
SOAK ?= 10m
# Arguments for make bench.
BENCHFLAGS ?=

# A checkout that belongs to another user has no version to stamp.
export GOFLAGS := $(strip $(GOFLAGS) -buildvcs=false)

BIN := build/bin
TOOLS := build/tools
include capi/library.mk

TOOL_SOURCES := $(shell find tools -name '*.go') tools/go.mod tools/go.sum

.DELETE_ON_ERROR:
.DEFAULT_GOAL := build

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: need-go need-all need-c
need-go:
	@scripts/need.sh
need-all:
	@scripts/need.sh gcc
need-c:
	@scripts/need.sh gcc g++

.PHONY: build
build: need-c command library ## build all: the commands, libws2_32.so and its headers

.PHONY: command
command: need-go
	CGO_ENABLED=0 go build -trimpath -o $(BIN)/ ./cmd/...
	@ln -sf wscc $(BIN)/wsc++

.PHONY: demo
demo: build ## show what it does, in half a minute
	@test -x scripts/demo.sh || { echo "winsock: scripts/demo.sh is not written yet" >&2; exit 1; }
	@scripts/demo.sh $(BIN)/winsock

.PHONY: test
test: need-c build lint tools ## everything that must pass: lint, build, tests, clause counts
	CGO_ENABLED=0 go build ./...
	@mkdir -p build
	CGO_ENABLED=1 $(TOOLS)/testsum -o build/test-summary -C . -C tools -- -race -timeout 15m ./...
	@# The race detector makes 100,000 random calls of each kind too slow.
	CGO_ENABLED=0 go test -run '^TestRandomArguments$$' .
ifeq ($(CLAUSES_STRICT),1)
	@$(TOOLS)/clauses -check
else
	@$(TOOLS)/clauses -count
endif

.PHONY: lint
lint: need-all tools ## formatting, go vet, staticcheck, generated files current
	@unformatted=$$($(TOOLS)/gofumpt -l .) || exit; \
	  test -z "$$unformatted" || { echo "not formatted (run make format):" >&2; echo "$$unformatted" >&2; exit 1; }
	go vet ./...
	cd tools && go vet ./...
	$(TOOLS)/staticcheck ./...
	cd tools && ../$(TOOLS)/staticcheck ./...
	@scripts/generated.sh

.PHONY: format
format: need-go tools ## format all Go files
	$(TOOLS)/gofumpt -w .

.PHONY: clauses
clauses: need-go tools ## write docs/CLAUSES.md: which test shows which fact
	@$(TOOLS)/clauses

.PHONY: fuzz
fuzz: need-go ## run every fuzz target for FUZZTIME (30s)
	FUZZTIME=$(FUZZTIME) scripts/fuzz.sh

.PHONY: test-kernel
test-kernel: need-go ## run the kernel-bound tests on Debian's kernel under qemu, or on KERNEL=vmlinuz
	scripts/test-kernel.sh

.PHONY: conformance
conformance: build ## run the contract as C programs, here and under Wine; installs Wine as root
	@scripts/need-wine.sh
	go run ./conformance
	go run ./conformance -failed -engine uring
	go run ./conformance -failed -engine epoll -layer pass

.PHONY: headers
headers: need-all ## compile every header in every order with every compiler and language version
	WINSOCK_HEADERS=all go test -count=1 -timeout 60m ./capi/include

.PHONY: soak
soak: build ## 5,000 connections that come and go at random through completion ports, for SOAK (10m) on each engine; LAYER=tls+capture: over layers
ifdef LAYER
	WINSOCK_SOAK=$(SOAK) WINSOCK_SOAK_LAYER=$(LAYER) go test -count=1 -timeout 0 -v -run '^TestLayers$$' ./capi/tests/soak
else
	WINSOCK_SOAK=$(SOAK) go test -count=1 -timeout 0 -run '^TestO[0-9]*_|^TestOrder$$' . ./conformance
	WINSOCK_SOAK=$(SOAK) go test -count=1 -timeout 0 -v -run '^TestSoak$$' ./capi/tests/soak
endif

.PHONY: bench
bench: build ## measure beside raw servers, Go's net and Wine: BENCHFLAGS='-only tcp64 -reps 3'
	@scripts/need-bench.sh
	go run ./bench -o bench $(BENCHFLAGS)

.PHONY: install
install: build install-library ## install under PREFIX (/usr/local)
	install -D -m 755 $(BIN)/winsock $(DESTDIR)$(PREFIX)/bin/winsock

.PHONY: clean
clean: ## delete build/
	rm -rf build

# One stamp stands for all tools, so that they are built together, once.
.PHONY: tools
tools: $(TOOLS)/stamp
$(TOOLS)/stamp: $(TOOL_SOURCES) | need-go
	@mkdir -p $(TOOLS)
	cd tools && CGO_ENABLED=0 go build -o ../$(TOOLS)/ tool ./clauses ./testsum
	@touch $@
