# make start · make test · make check · make e2e · make bench · make playground · make pictures
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE =

.PHONY: start test check format e2e bench playground pictures lock clean

.venv/ready: requirements.txt requirements-test.txt
	python3 -m venv .venv
	$(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@

# The sentence model, and the vectors of the articles: both are only built where they are missing or older.
ENCODER := .cache/encoder/prepared.npz
$(ENCODER): .venv/ready knowledge/framework.yaml knowledge/boundaries.yaml knowledge/wordings.txt $(wildcard knowledge/guidance/*.md)
	@$(PY) -m bot encoder

.venv/ready-e2e: .venv/ready requirements-e2e.txt
	$(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-e2e.txt
	touch $@

start: $(ENCODER)
	@$(PY) -m bot start

# Each test with an assistant has threads of its own; without the limit the C library keeps memory for each of them.
test: $(ENCODER)
	MALLOC_ARENA_MAX=2 $(PY) -m pytest -n auto

check: .venv/ready
	@$(PY) tests/house/check.py

format: .venv/ready
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

e2e: .venv/ready-e2e $(ENCODER)
	@command -v chromium >/dev/null || (apt-get update -q && apt-get install -y -q chromium)
	@command -v npm >/dev/null || (apt-get update -q && apt-get install -y -q npm)
	@test -x /usr/sbin/dovecot || (apt-get update -q && apt-get install -y -q dovecot-imapd dovecot-lmtpd)
	$(PY) -m pytest tests/e2e

pictures: .venv/ready-e2e $(ENCODER)
	$(PY) -m tests.e2e.pictures

bench: .venv/ready-e2e $(ENCODER)
	$(PY) -m tests.bench

playground: .venv/ready-e2e $(ENCODER)
	$(PY) -m tests.e2e.playground

lock:
	python3 -m venv .cache/lock && .cache/lock/bin/pip install --quiet pip-tools
	.cache/lock/bin/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe -o requirements.txt pyproject.toml
	.cache/lock/bin/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --extra test -o requirements-test.txt pyproject.toml
	.cache/lock/bin/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --allow-unsafe --extra e2e -o requirements-e2e.txt pyproject.toml

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
