# Signalbox. `make help` lists the targets. Every Java target finds its JDK (21 or newer) through deploy/local/bin/jdk.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

SHARED ?= ../shared
MVN = JAVA_HOME="$$(deploy/local/bin/jdk)" ./mvnw --batch-mode

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

# Fails with a sentence when a variable is not given.
need = $(if $($(1)),true,echo "make $@: give $(1)=… (make help shows the form)" >&2; exit 2);

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
	@$(MVN) -q test -Dtest='*ArchitectureTest,PureCoreTest' -Dsurefire.failIfNoSpecifiedTests=false
	@echo "lint: nothing found"

.PHONY: fmt
fmt: ## Format the Java sources
	@$(MVN) -q spotless:apply

.PHONY: clean
clean: ## Remove what was built; data in .signalbox/ stays
	@$(MVN) -q clean

##  the worker

.PHONY: parity
parity: ## Compare the worker with recorded runs of the reference: GOLDEN=<folder> (ARGS="--agreement" MODEL=<folder>: bf16 and int8 with fp32)
	@services/worker/bin/parity $(if $(findstring --agreement,$(ARGS)),"$(or $(MODEL),services/worker/checkpoint/signalbox-see)",$(if $(GOLDEN),"$(GOLDEN)",$(wildcard $(SHARED)/vlm/golden/tiny_a $(SHARED)/vlm/golden/preprocess) services/worker/src/test/golden)) $(ARGS)

.PHONY: see-eval
see-eval: ## Count exact answers on held-out pictures: HELDOUT=<folder> MODEL=<folder> (default: the committed ones)
	@services/worker/bin/see-eval "$(or $(MODEL),services/worker/checkpoint/signalbox-see)" "$(or $(HELDOUT),services/worker/checkpoint/heldout)" $(ARGS)

.PHONY: vlm
vlm: ## Build signalbox-vlm and say how to call it (describe, ask, chat, serve, pull, bench)
	@deploy/local/bin/built services/worker
	@echo "services/worker/bin/signalbox-vlm --help   (put services/worker/bin on your PATH)"

##  routing

.PHONY: route-train
route-train: ## Fit a classifier model: OUTCOMES="<jsonl[.gz]> …" POOL=<pool.json or models> MODEL=<out>
	@$(call need,MODEL)
	@services/classifier/bin/route-train $(or $(OUTCOMES),$(wildcard $(SHARED)/routing/*.jsonl.gz)) --pool "$(POOL)" --model "$(MODEL)" $(ARGS)

.PHONY: route-predict
route-predict: ## Predict success, cost and choice for prompts: MODEL=<file> PROMPTS=<jsonl[.gz]> OUT=<jsonl>
	@$(call need,MODEL) $(call need,PROMPTS) $(call need,OUT)
	@services/classifier/bin/route-predict --model "$(MODEL)" --prompts "$(PROMPTS)" --out "$(OUT)" $(ARGS)

.PHONY: route-eval
route-eval: ## APGR, CPT, savings on held-out rows over five seeds: OUTCOMES="<jsonl[.gz]> …" POOL=<pool.json>
	@$(call need,OUTCOMES) $(call need,POOL)
	@services/classifier/bin/route-eval $(OUTCOMES) --pool "$(POOL)" $(ARGS)

.PHONY: route-rollback
route-rollback: ## Roll the classifier's recalibration back and pin it (ARGS="--to 3", ARGS=--release, ARGS=--list); DIRECTORY=<folder>
	@services/classifier/bin/route-rollback --directory "$(or $(DIRECTORY),.signalbox/recalibrations)" $(ARGS)

.PHONY: classifier-model
classifier-model: ## Rebuild the committed classifier model from every table of ../shared/routing
	@services/classifier/bin/classifier-model

.PHONY: replay
replay: ## Decide past requests again under another pool or mode: ARGS="--kafka 127.0.0.1:9092 --mode cost" (or --file, --pool, --help)
	@services/ingress/bin/replay $(ARGS)

##  benchmarks

.PHONY: bench-ingress
bench-ingress: ## What the wire costs beside nginx and a direct call, one pinned core; with ARGS="--rate 300" what is added with every prompt new
	@loadtest/bin/bench-ingress $(ARGS)

.PHONY: bench-bodies
bench-bodies: ## 64 uploads of 20 MiB at once: memory for each byte, health meanwhile, 413 beyond (ARGS="--uploads 16")
	@loadtest/bin/bench-bodies $(ARGS)

.PHONY: scenarios
scenarios: ## What clients do in a row (chat, streams, tools, batches, repetitions …), many at once, by Gatling, with its report (ARGS="--rate 10 --seconds 120")
	@loadtest/bin/scenarios $(ARGS)

.PHONY: soak
soak: ## Mixed load for MINUTES=120; fails when memory or p99 grows
	@loadtest/bin/soak --minutes "$(or $(MINUTES),120)" $(ARGS)

.PHONY: bench-classifier
bench-classifier: ## Percentiles of a classification in process
	@services/classifier/bin/latency-bench $(ARGS)

.PHONY: bench-worker
bench-worker: ## The worker on random weights beside transformers, goals met or not: first token, decode, tiles, memory, start-up (ARGS="--shape tiny")
	@services/worker/bin/bench-worker $(ARGS)

.PHONY: soak-worker
soak-worker: ## Mixed requests on the tiny shape (text, pictures, streams, left ones, broken ones); fails on growth: REQUESTS=10000
	@services/worker/bin/soak-worker --requests "$(or $(REQUESTS),10000)" $(ARGS)

.PHONY: bench-console
bench-console: ## Milliseconds of each console page of a running system: ADDRESS=http://127.0.0.1:8083 (ROUNDS=100; DATA=<its folder> TIMES=800 first writes its decisions that often again)
	@$(if $(DATA),services/verdict/bin/multiply-decisions "$(DATA)" "$(or $(TIMES),800)")
	@services/verdict/bin/bench-console "$(or $(ADDRESS),http://127.0.0.1:8083)" "$(or $(ROUNDS),100)"

.PHONY: bench-votes
bench-votes: ## 1,000 votes a second through kills of verdict and PostgreSQL; tallies compared to the vote (ARGS="--on pairs --rate 500 --no-kills")
	@loadtest/bin/bench-votes $(ARGS)

##  the cluster

.PHONY: chart-test
chart-test: ## Lint, render and check helm/signalbox (part of `make test`)
	@$(MVN) -q -pl deploy/chart test

.PHONY: chart-update
chart-update: ## Rewrite what is made from the chart: golden renders, the README's tables, the topics
	@$(MVN) -q -pl deploy/chart test -Dsignalbox.update=true

.PHONY: dashboards-test
dashboards-test: ## Every query of every panel and alert, by a real Prometheus over the running system (Debian, root; minutes)
	@deploy/e2e/bin/dashboards-test

.PHONY: k8s-test
k8s-test: ## Install the chart on a real API server and scheduler with simulated nodes, and assert it (needs Go; the first time builds Kubernetes)
	@deploy/cluster/bin/k8s-test $(ARGS)

.PHONY: images
images: ## Build and push the images: REGISTRY=<host/path> (SERVICES="ingress …", BASE=<image>, INSECURE=true)
	@deploy/images/build "$(or $(REGISTRY),$(error say where to: make images REGISTRY=host/path))" $(SERVICES)

.PHONY: sbom
sbom: ## A CycloneDX list of what each service ships: target/sbom.cdx.json beside it (`make images` makes it too)
	@deploy/images/sbom

.PHONY: images-check
images-check: ## Show the image builds with a registry on this machine (Debian, root; minutes)
	@deploy/images/check $(SERVICES)

##  money

.PHONY: prices
prices: ## Check the price book and the pool's use of it, and print both (ARGS="--check" only checks; PRICES=<yaml> POOL=<yaml>)
	@services/ingress/bin/prices --prices "$(or $(PRICES),deploy/local/prices.yaml)" --pool "$(or $(POOL),deploy/local/pool.yaml)" $(ARGS)

.PHONY: costs
costs: ## Print charges as they come (ARGS="--focus-csv --from 2026-11-01 --to 2026-12-01" writes a FOCUS CSV)
	@services/verdict/bin/costs $(ARGS)

.PHONY: replay-savings
replay-savings: ## A published parity report again from the topics, byte for byte: REPORT=<file or http://…/api/parity> [FILE=<export>] (ARGS="--export <jsonl>")
	@$(call need,REPORT)
	@services/verdict/bin/replay-savings --report "$(REPORT)" $(if $(FILE),--file "$(FILE)") $(ARGS)

.PHONY: budget
budget: ## Three replicas, 200 callers at once, one cap: overshoot, drift and false refusals counted (ARGS="--cap-usd 0.5")
	@loadtest/bin/budget $(ARGS)

.PHONY: ledger
ledger: ## Mixed load with kills of an ingress, Kafka and PostgreSQL; invoice = cost events = ledger to the nano-dollar: N=2000 (ARGS="--callers 64")
	@loadtest/bin/ledger --count "$(or $(N),2000)" $(ARGS)

##  votes

.PHONY: board
board: ## Rate models from a CSV of votes: VOTES=<csv> OUT=<json> [ANCHOR=<model>]
	@$(if $(VOTES),,$(error give VOTES=<csv> and OUT=<json>))$(if $(OUT),,$(error give OUT=<json>))services/verdict/bin/board "$(VOTES)" "$(OUT)" $(if $(ANCHOR),--anchor "$(ANCHOR)") $(ARGS)

.PHONY: replay-board
replay-board: ## A published board again from the vote topic, byte for byte: BOARD=<file or http://…/api/boards/1> (ARGS="--kafka … | --file …")
	@$(call need,BOARD)
	@services/verdict/bin/replay-board "$(BOARD)" $(ARGS)

.PHONY: looks
looks: ## How often intervals and the parity's yes and no are ever wrong, looked at all the time: RUNS=2000 (10 minutes)
	@./mvnw -o -q -pl services/verdict -am test -Dtest='EverWrongTest,ConfidenceSequenceTest,RatioSequenceTest' -Dsurefire.failIfNoSpecifiedTests=false -Dlooks.runs=$(or $(RUNS),2000)

.PHONY: worlds
worlds: ## Generate votes with attackers among them and count who is found (ARGS="--seeds 30 --honest 300 --votes 60,150")
	@services/verdict/bin/worlds $(ARGS)
