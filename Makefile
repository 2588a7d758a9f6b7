# What a newcomer types. Meson and Ninja do the work; each target first installs what it lacks.
SHARED ?= ../shared
PREFIX ?= /usr/local
SETUP = test -f $@/build.ninja || meson setup $@ --prefix=$(PREFIX)
# Optimising across files makes checking 8% faster. Debian's clang has no linker for it.
LTO = $(if $(findstring clang,$(CC)),,-Db_lto=true)
SANITIZE = --buildtype=debugoptimized -Db_lundef=false -Dbench=false

SUITES = conformance qt3 xmlconf xsts jsonparse jsonschema crosswalk registers xmllint

# Kills the store's writer two hundred times on each engine, and looks what is left; then a server with a standby.
ROUNDS ?= 200

.PHONY: run web browser examples test bench fuzz crash matching hostile install deb deb-test clean $(SUITES)

run:
	@scripts/need run
	@$(MAKE) --no-print-directory build
	@scripts/run build

# The pages, which the program carries; `build` makes them where there is npm.
web:
	@scripts/web

# The pages in a real browser; pictures of them are left in build/screenshots.
browser: web
	@scripts/need browser
	@$(MAKE) --no-print-directory build
	@cd web && npm run --silent test
	@node web/browser/run.mjs build

examples: build
	@scripts/examples build

test:
	@scripts/need test
	@scripts/test build build-asan build-tsan

bench:
	@scripts/need bench
	@$(MAKE) --no-print-directory build
	@bench/run build $(SHARED)

fuzz:
	@scripts/need fuzz
	@fuzz/run build-fuzz

crash:
	@scripts/need test
	@$(MAKE) --no-print-directory build
	@build/tests/store/crash sqlite $(ROUNDS)
	@tests/store/with-postgres build/tests/store/crash postgres $(ROUNDS)
	@MADO_ROUNDS=$$(($(ROUNDS) / 10)) tests/store/with-postgres tests/server/standby.py build/src/cli/madoguchi outlives

# Packages for Debian 12, in build-deb; what `deb-test` does with them happens in a system of its own.
deb:
	@scripts/need deb
	@scripts/web
	@scripts/deb build-deb

deb-test: deb
	@scripts/need deb-test
	@tests/package build-deb

# Clients that mean no good, for a minute each; honest ones are answered meanwhile.
hostile:
	@scripts/need test
	@$(MAKE) --no-print-directory build
	@HOSTILE_SECONDS=60 tests/server/hostile.py build/src/cli/madoguchi

install: build
	@meson configure build --prefix=$(PREFIX)
	@ninja -C build | tail -n 1
	@meson install -C build --no-rebuild

# How good matching is, on records that people paired.
matching:
	@scripts/need test
	@$(MAKE) --no-print-directory build
	@build/tests/search/matching tests/matching

$(SUITES):
	@scripts/need test
	@$(MAKE) --no-print-directory build
	@scripts/suite $@ build $(SHARED)

# The directories below are real, yet always brought up to date: Ninja knows what is stale.
.PHONY: build build-asan build-tsan
build:
	@scripts/need build
	@scripts/web
	@$(SETUP) --buildtype=release $(LTO) -Dtests=$$(scripts/need --has test && echo true || echo false)
	@! grep -q '^tests = .*false' $@/meson-private/cmd_line.txt || ! scripts/need --has test || \
	    meson configure $@ -Dtests=true
	@ninja -C $@ | tail -n 1

build-asan:
	@$(SETUP) $(SANITIZE) -Db_sanitize=address,undefined
	@ninja -C $@ | tail -n 1

build-tsan:
	@$(SETUP) $(SANITIZE) -Db_sanitize=thread
	@ninja -C $@ | tail -n 1

clean:
	rm -rf build build-asan build-tsan build-fuzz build-deb
