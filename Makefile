# Two commands matter: `make run` and `make test`. The scripts need nothing but Python's own library.
PYTHON ?= python3
DEV = .venv-dev/bin

.PHONY: run test test-services test-browser test-clickhouse lint format migrations bench check-counts faults faults-grants locks verifiers

run:
	@$(PYTHON) scripts/start.py

test: $(DEV)/ready
	@$(PYTHON) scripts/test.py

test-services: $(DEV)/ready
	@TEST_SERVICES=1 $(PYTHON) scripts/test.py --services

test-browser: $(DEV)/ready
	@$(PYTHON) scripts/test.py --browser

test-clickhouse:
	@$(PYTHON) scripts/environment.py .venv-clickhouse requirements/clickhouse.txt
	.venv-clickhouse/bin/python -m pytest -q -rs tests/certification/counts/test_clickhouse.py

lint: $(DEV)/ready
	$(DEV)/ruff format --check .
	$(DEV)/ruff check .
	$(DEV)/lint-imports
	$(DEV)/mypy
	find templates -name "*.html" -print0 | xargs -0 -P 2 -n 60 $(DEV)/curlylint
	$(DEV)/python scripts/check_hosts.py

format: $(DEV)/ready
	$(DEV)/ruff format .
	$(DEV)/ruff check --fix .

migrations: $(DEV)/ready
	$(DEV)/python scripts/migrations.py

bench: $(DEV)/ready
	$(DEV)/python -m scripts.bench $(ONLY)

check-counts: $(DEV)/ready
	QUESTIONS=$(or $(NUMBER),1000) SEED=$(or $(SEED),1) $(DEV)/python -m pytest -q tests/certification/counts/test_four_ways.py

faults: $(DEV)/ready
	$(DEV)/python -m scripts.faults $(if $(SHORT),--short) $(if $(SABOTAGE),--sabotage $(SABOTAGE)) $(if $(SEED),--seed $(SEED))

faults-grants: $(DEV)/ready
	$(DEV)/python -m scripts.grants $(if $(SHORT),--short) $(if $(SABOTAGE),--sabotage $(SABOTAGE)) $(if $(SEED),--seed $(SEED)) $(if $(PEOPLE),--people $(PEOPLE))

locks: $(DEV)/ready
	$(DEV)/python scripts/lock.py
	$(PYTHON) scripts/verifiers.py --lock

verifiers:
	@$(PYTHON) scripts/verifiers.py

$(DEV)/ready: requirements/dev.txt
	@$(PYTHON) scripts/environment.py .venv-dev requirements/dev.txt && touch $@
