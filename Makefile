# Allhours. 'make help' explains itself.
PYTHON ?= python3
WITH_TOOLS = $(PYTHON) -m launch.bootstrap --dev
HOUSE = $(PYTHON) -m launch.bootstrap
LOCK = .venv/bin/python -m uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--no-emit-index-url --no-annotate --no-header -p 3.11

.DEFAULT_GOAL := help
.PHONY: help run test proof load check bench format migrate restore seed lock pictures clean

help: ## Show this list
	@echo "Allhours: a shop that takes orders at any hour"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=4000 make run, DATABASE_URL=... make run, ALLHOURS_MODE=shop make run"
	@echo "  All settings: .env.example      Operating it: docs/operating.md"

run: ## Start everything on http://localhost:3000 (Python >= 3.11 is all it needs); Ctrl-C stops it
	@exec $(HOUSE)

test: ## Set up what the tests need and run all of them, the browser's too
	@exec $(WITH_TOOLS) -m launch.testing

proof: ## Kill and slow parts of the started product under load, audit after each (LEG=... for one; LEG=growth ORDERS=200000 PLACE=... fills, and then measures)
	@LEG="$(LEG)" exec $(WITH_TOOLS) -m proof

load: ## Locust, bounded, then the audit: SHAPE=day|flash|soak|overload MINUTES=5 USERS=200 (HOST=... for a running shop)
	@exec $(WITH_TOOLS) -m loadtests $(if $(SHAPE),--shape $(SHAPE)) $(if $(MINUTES),--minutes $(MINUTES)) \
		$(if $(USERS),--users $(USERS)) $(if $(HOST),--host $(HOST)) $(if $(ANYWHERE),--anywhere)

check: ## Lint, types, floors, dependencies, migrations against models, catalogues
	@exec $(WITH_TOOLS) -m launch.checks

format: ## Put the sources in the house's format
	@$(WITH_TOOLS) -m ruff check --fix --quiet . ; $(WITH_TOOLS) -m ruff format .

migrate: ## Bring the database (DATABASE_URL, or that of a running house) up to date
	@exec $(HOUSE) -m launch.migrate

restore: ## Fill the empty database of a new machine from a backup: FROM=/path or s3, BACKUP=name (default: newest)
	@exec $(HOUSE) -m launch.restoring $(or $(BACKUP),newest) $(if $(FROM),--from "$(FROM)")

seed: ## Fill the demo shop of a running house; what is there stays
	@exec $(HOUSE) -m commerce seed

lock: ## Pin the dependencies of pyproject.toml anew, with hashes
	@$(WITH_TOOLS) --only
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock
	@$(WITH_TOOLS) -m launch.notices

bench: ## Orders a second beside the database's own tool; ROUNDS=1 SECONDS=4 LEGS=hot,paid shortens it, LEGS=search is apart; KEEP=1 keeps it in docs/
	@exec $(WITH_TOOLS) -m bench $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS)) \
		$(if $(LEGS),--legs $(LEGS)) $(if $(KEEP),--keep)

pictures: ## Render the pictures of README and docs
	@exec $(WITH_TOOLS) -m tests.pictures

clean: ## Remove all that can be made again (not ./data)
	rm -rf .venv .web .build .states reflex.lock .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
