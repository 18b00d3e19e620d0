# Signalbox. `make help` lists the targets. Every Java target finds its JDK (21 or newer) through deploy/local/bin/jdk.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

SHARED ?= ../shared
MVN = JAVA_HOME="$$(deploy/local/bin/jdk)" ./mvnw --batch-mode

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

##  the two commands

.PHONY: run
run: ## Build what is not built and start everything on this machine (ARGS="--help" lists the options)
	@deploy/local/bin/signalbox run $(ARGS)

.PHONY: stop
stop: ## Stop what a detached `make run ARGS=--detach` started
	@deploy/local/bin/signalbox stop $(ARGS)

.PHONY: test
test: ## Every test, from a clean clone on a new machine
	@deploy/local/bin/prepare-tests
	@$(MVN) verify

##  building

.PHONY: build
build: ## Build every service without running tests
	@$(MVN) -q -DskipTests package

.PHONY: lint
lint: ## Formatting, Error Prone, NullAway and the ArchUnit rules of the design; a warning fails
	@$(MVN) -q -Plint -DskipTests test-compile
	@$(MVN) -q test -Dtest='*ArchitectureTest' -Dsurefire.failIfNoSpecifiedTests=false
	@echo "lint: nothing found"

.PHONY: fmt
fmt: ## Format the Java sources
	@$(MVN) -q spotless:apply

.PHONY: clean
clean: ## Remove what was built; data in .signalbox/ stays
	@$(MVN) -q clean

##  the worker

.PHONY: parity
parity: ## Compare the worker with recorded runs of the reference: GOLDEN=<folder>
	@deploy/local/bin/built services/worker
	@services/worker/bin/parity $(if $(GOLDEN),"$(GOLDEN)",$(SHARED)/vlm/golden/tiny_a $(SHARED)/vlm/golden/preprocess)

##  the cluster

.PHONY: chart-test
chart-test: ## Lint, render and check helm/signalbox (part of `make test`)
	@$(MVN) -q -pl deploy/chart test

.PHONY: chart-update
chart-update: ## Rewrite what is made from the chart: golden renders, the README's tables, the topics
	@$(MVN) -q -pl deploy/chart test -Dsignalbox.update=true

.PHONY: images
images: ## Build and push the images: REGISTRY=<host/path> (SERVICES="ingress …", BASE=<image>, INSECURE=true)
	@deploy/images/build "$(or $(REGISTRY),$(error say where to: make images REGISTRY=host/path))" $(SERVICES)

.PHONY: images-check
images-check: ## Show the image builds with a registry on this machine (Debian, root; minutes)
	@deploy/images/check $(SERVICES)
