# Colonnade: `make run` for a server with a live demo, `make test` for everything that CI runs.

PACKAGES = liblz4-dev libzstd-dev libre2-dev libbrotli-dev zlib1g-dev libpq-dev libsqlite3-dev postgresql pkg-config python3-venv curl
BINARY = .build/release/colonnade
DATA ?= colonnade-data
HTTP ?= 127.0.0.1:8123
ROWS ?= 1000000
QUERIES ?= 2000
TABLES ?= 1000
ROUNDS_OF_KILLS = $(or $(ROUNDS),500)
EVENTS ?= 20000
KILLS ?= 5
SEED ?= 0
SEEDS ?= 10000

.PHONY: run build test lint conformance compatibility kill chaos simulate fuzz bench packages generate clean

# Everything from a cold machine: packages, a release build, the server with its schema and a feed of 141 agents.
run: packages build
	@echo
	@echo "Dashboards: http://$(HTTP)/dashboard"
	@echo "Grafana: add a ClickHouse data source with server $(firstword $(subst :, ,$(HTTP))), port $(lastword $(subst :, ,$(HTTP))), protocol HTTP, database agent_analytics"
	@echo "First question: curl 'http://$(HTTP)/?database=agent_analytics' -d 'SELECT agent_id, count(), sum(pnl_usd) FROM agent_trades GROUP BY agent_id ORDER BY 3 DESC LIMIT 5'"
	@echo
	$(BINARY) demo --data $(DATA) --http $(HTTP) --rows $(ROWS)

build: packages
	swift build -c release --product colonnade

# One configuration for all: the tests run on what users run.
test: packages build
	swift build -c release --product ColonnadePackageTests
	swift test -c release --skip-build
	python3 Tests/Clients/run.py

# Real kills in the middle of ingest, counted: 0 lost, 0 doubled, 0 views that differ.
kill: build
	python3 Tests/Differential/kill.py $(ROUNDS_OF_KILLS)

# Events by webhook and INSERT, each sent several times, with kills, bad receivers and PostgreSQL stopped: 0 lost, 0 doubled.
chaos: build
	python3 Tests/Differential/chaos.py $(EVENTS) $(KILLS)

# Random scenarios on a disk that fails.
simulate: build
	$(BINARY) check --simulate --seed $(SEED) --seeds $(SEEDS)

# Statements, calls, data of every format and frames, changed at random: no trap, no hang, no memory without bound.
fuzz: build
	$(BINARY) check --fuzz --seed $(SEED) --seeds $(SEEDS) --trace $(DATA).input
	COLONNADE_MUTATIONS=$(SEEDS) COLONNADE_SEED=$(SEED) python3 Tests/Clients/run.py -k mutated

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

# The seed's queries and random ones against ClickHouse itself, and parts handed over both ways; needs chdb==4.4.0 from PyPI.
conformance: build
	python3 Tests/Differential/seed_queries.py $(ROWS)
	python3 Tests/Differential/random_queries.py $(QUERIES) --binary $(BINARY)
	swift build -c release --product ColonnadePackageTests
	python3 Tests/Differential/parts.py
	COLONNADE_BINARY=$(BINARY) python3 Tests/Differential/random_tables.py $(TABLES)
	COLONNADE_BINARY=$(BINARY) python3 Tests/Differential/move_to_clickhouse.py
	COLONNADE_BINARY=$(BINARY) python3 Tests/Differential/backups.py

# The same rows and queries in Colonnade, ClickHouse and DuckDB, timed; `pip install chdb==4.4.0 duckdb pyarrow` first.
bench: build
	python3 Benchmarks/run.py --rows $(ROWS)

# Measures what the server has of ClickHouse, and writes it into docs/compatibility.md; needs chdb==4.4.0 from PyPI.
compatibility: build
	COLONNADE_BINARY=$(BINARY) python3 Tests/Differential/compatibility.py

# Installs what is missing, where we may.
packages:
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install" >&2; exit 1; }
	@missing=""; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  as_root=""; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	  echo "installing:$$missing"; $$as_root apt-get update -qq && $$as_root apt-get install -y -qq $$missing; \
	fi

# What is made from Swift: Grafana's dashboards.
generate:
	swift run colonnade-dev dashboards

clean:
	rm -rf .build
