# Krait. `make help` lists the targets. Everything built goes to $(BUILD).
BUILD   ?= build
PREFIX  ?= /usr/local
ifeq ($(origin CC),default)
CC      := gcc
endif
MODE    ?= release

.DEFAULT_GOAL := all
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

# ---- what is compiled ----
LAYERS  := base object frontend vm modules jit main capi
ALL_C   := $(sort $(foreach d,$(LAYERS),$(shell find $(d) -name '*.c' 2>/dev/null)))
TESTS_C := $(filter %_test.c,$(ALL_C))
# Modules that need a library beyond libc, libm, GMP are loaded on demand. One row each in tools/external_modules:
#   SOURCE-PATTERN  MODULE  HEADER  LIBRARIES
# But regular expressions are everywhere: _pcre is linked in where PCRE2 is there as static libraries.
PCRE_A  := libpcre2-8.a libpcre2-16.a libpcre2-32.a
PCRE    := $(if $(filter-out 3,$(words $(wildcard $(foreach a,$(PCRE_A),$(shell $(CC) -print-file-name=$a))))),,$(PCRE_A:%=-l:%))
LINKED_IN  := $(if $(PCRE),modules/_pcre/%)
EXTERNAL_C := $(filter-out $(LINKED_IN),$(filter $(shell sed -n '/^modules/{s/ .*//;s/,/ /g;p}' tools/external_modules),$(ALL_C)))
SOURCES := $(filter-out $(TESTS_C) $(EXTERNAL_C) jit/stub.c jit/go_on.c,$(ALL_C))
SCANNED := $(sort $(SOURCES) $(EXTERNAL_C) $(foreach d,$(LAYERS),$(shell find $(d) \( -name '*.h' -o -name '*.def' \) 2>/dev/null)))
# Templates of machine code (jit/template.h): compiled one by one, then packed as data.
TEMPLATE_GROUPS := move name attr item arith compare iter build call
TEMPLATE_OBJECTS := $(TEMPLATE_GROUPS:%=$(BUILD)/gen/jit/templates_%.o) $(BUILD)/gen/jit/stub.o
GENERATED_C := names modules jit/go_on templates template_operands $(patsubst tools/%.c,%,$(wildcard tools/*_tables.c)) $(if $(wildcard tools/freeze.c),frozen)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(GENERATED_C:%=$(BUILD)/gen/%.o) $(if $(filter fuzz,$(MODE)),$(BUILD)/tests/fuzz/coverage.o)
LIB_PY  := $(if $(wildcard tools/freeze.c),$(shell find lib -name '*.py'))
# What sysconfig reads, at the places it names, here as after `make install`: what the system has, and how this was built.
CONFIG_H := $(BUILD)/include/python3.2/pyconfig.h
CONFIG_MAKE := $(BUILD)/lib/python3.2/config-3.2/Makefile

# ---- flags ----
WARNINGS := -Wall -Wextra -Wcast-function-type -Wno-missing-field-initializers -Wno-sign-compare
COMMON   := -std=gnu11 -D_GNU_SOURCE= -I. -I$(BUILD) $(WARNINGS) -fno-strict-aliasing -fwrapv -fno-semantic-interposition \
            -ffunction-sections -fdata-sections -fno-math-errno -MMD -MP
# Not position independent: nothing to relocate at start, and addresses of types are constants.
FLAGS_release := -O2 -g -fno-pie -fno-plt -DNDEBUG
FLAGS_debug   := -Og -g3 -fno-pie -DKRAIT_DEBUG=1
FLAGS_asan    := -O1 -g -fno-omit-frame-pointer -fno-pie -fsanitize=address,undefined -fno-sanitize=alignment,shift,vptr -DKRAIT_DEBUG=1
# The odd base keeps the kernel from mapping the library (in .rodata) by whole huge pages, of which hardly anything is used.
LINK_release  := -no-pie -Wl,-Ttext-segment=0x410000
LINK_debug    := -no-pie
LINK_asan     := -no-pie -fsanitize=address,undefined
# As asan, and each edge of the program's flow is noted (tests/fuzz/coverage.c).
FLAGS_fuzz    := $(FLAGS_asan) -fsanitize-coverage=trace-pc
LINK_fuzz     := $(LINK_asan)
CFLAGS_ALL = $(COMMON) $(FLAGS_$(MODE)) $(CFLAGS)
# GMP is linked in where its static library is there: one shared library less to load at each start.
GMP := $(if $(wildcard $(shell $(CC) -print-file-name=libgmp.a)),-l:libgmp.a,-lgmp)
LIBS = $(GMP) $(PCRE) -lm -ldl -lpthread
LDFLAGS_ALL = $(LINK_$(MODE)) -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,-z,now -Wl,--hash-style=gnu $(LDFLAGS)

# ---- targets ----
.PHONY: all debug asan objects generated test test-c conformance bench check fmt install demo fuzz help clean setup

all: $(BUILD)/krait externals $(BUILD)/lib/krait $(CONFIG_H) $(CONFIG_MAKE) $(if $(filter build,$(BUILD)),krait) ## the release build (BUILD=folder, default build), and ./krait

krait: $(BUILD)/krait
	@ln -sf $(BUILD)/krait $@

# The sources of the library lie where __file__ says, as after `make install`.
$(BUILD)/lib/krait:
	@mkdir -p $(@D); ln -sfn $(CURDIR)/lib $@

debug: ## with assertions, unoptimised, in build-debug
	$(MAKE) MODE=debug BUILD=$(BUILD)-debug all

# Objects are accounted for at the end of each process (object/leaks.c), other memory by LeakSanitizer.
asan: ## under AddressSanitizer and UBSan with leak checks, in build-asan, and all tests with it
	$(MAKE) MODE=asan BUILD=$(BUILD)-asan all
	$(MAKE) MODE=asan BUILD=$(BUILD)-asan test

objects: $(OBJECTS) ## compile everything, link nothing

generated: $(BUILD)/gen/stamp ## only run the generators

test: ## installs missing packages, builds, runs the project's tests; T=object/str for some of them
	@sh tools/setup.sh
	@$(MAKE) --no-print-directory all test-c
	$(BUILD)/krait tests/run.py $(T) $(TEST_FLAGS)

test-c: $(TESTS_C:%.c=$(BUILD)/%.passed) ## the C tests only

conformance: $(BUILD)/krait externals ## SUITE=folder: CPython's regression tests, e.g. SUITE=/usr/lib/python3.6/test
	$(BUILD)/krait tests/conformance.py $(SUITE)

fuzz: ## FUZZ="--seconds 60 --seed 2 marshal": input mutated after what it reached, for all that reads foreign data; in build-fuzz
	$(MAKE) MODE=fuzz BUILD=$(BUILD)-fuzz all
	ASAN_OPTIONS=detect_leaks=0 $(BUILD)-fuzz/krait tests/fuzz/fuzz.py $(FUZZ)

bench: $(BUILD)/krait externals ## AGAINST="python3 pypy3": own benchmarks, with ratios
	$(BUILD)/krait bench/run.py $(if $(AGAINST),--against "$(AGAINST)")

check: generated ## headers compile alone, layers, no writable globals
	sh tools/check.sh $(BUILD)

fmt: ## formats the C sources
	clang-format -i $(ALL_C) $(filter %.h,$(SCANNED)) $(wildcard tools/*.c)

install: all ## to PREFIX (default /usr/local), under DESTDIR
	sh tools/install.sh $(BUILD) $(DESTDIR)$(PREFIX)

demo: ## installs missing packages, builds, runs a real program
	@sh tools/setup.sh
	@$(MAKE) --no-print-directory all
	$(BUILD)/krait tools/demo.py

setup: ## installs the Debian packages the build needs
	sh tools/setup.sh

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

clean: ## removes the build folder
	rm -rf $(BUILD) $(BUILD)-debug $(BUILD)-asan $(BUILD)-fuzz

# ---- the executable ----
# It exports the names of the C API, and what our own modules in files of their own use of it; nothing else, lest a function of an
# extension module that has the name of one of ours is taken for it.
$(BUILD)/krait: $(OBJECTS) capi/exports.ld $(BUILD)/gen/exports
	$(CC) $(LDFLAGS_ALL) -Wl,--dynamic-list=$(BUILD)/gen/exports -o $@ $(OBJECTS) capi/exports.ld $(LIBS)

$(BUILD)/gen/exports: $(BUILD)/externals.stamp
	@{ echo '{ Py*; _Py*;'; nm -D -u $(BUILD)/lib/*.krait-32.so 2>/dev/null | sed -n 's/.* U \([a-z_0-9A-Z]*\)$$/\1;/p' | sort -u; echo '};'; } > $@.new
	@cmp -s $@.new $@ || cp $@.new $@

# A new or changed flag or mode in the same folder rebuilds all.
FLAGS_NOW := $(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D); echo '$(FLAGS_NOW)' | cmp -s - $@ || echo '$(FLAGS_NOW)' > $@
.PHONY: FORCE
FORCE:

# Loops over text and bytes, which gain by vector instructions.
$(addprefix $(BUILD)/,base/utf8.o base/search.o object/str_core.o object/bytes_ops.o): CFLAGS += -fvect-cost-model=dynamic
# Merging the tails of instructions would undo their separate indirect jumps, which branch prediction lives on.
$(BUILD)/vm/interp.o $(BUILD)/vm/interp_step.o: CFLAGS += -fno-gcse -fno-crossjumping

$(BUILD)/%.o: %.c $(BUILD)/flags | $(BUILD)/gen/stamp
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c $(BUILD)/flags | $(BUILD)/gen/stamp
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

# What instrumented code calls is not instrumented.
$(BUILD)/tests/fuzz/coverage.o: CFLAGS_ALL = $(COMMON) -O2 -fno-pie

-include $(OBJECTS:.o=.d) $(EXTERNAL_C:%.c=$(BUILD)/%.d)

# ---- generators: C programs of tools/, compiled for and run on the building machine ----
$(BUILD)/tools/%: tools/%.c
	@mkdir -p $(@D)
	$(CC) -O1 -g -std=gnu11 -D_GNU_SOURCE= -I. $(WARNINGS) -o $@ $< $(TOOL_SOURCES_$*)
$(BUILD)/tools/template_list $(BUILD)/tools/template_pack: $(wildcard vm/*.h jit/*.h)

# What decides about the bytecode: code cached by another version of it (.pyc) must not be taken for this one's (vm/config.h).
BYTECODE_SOURCES := $(filter frontend/% vm/opcodes.h object/code.h modules/marshal.c,$(SCANNED))

# declgen rewrites only what changed, so what it makes has the rule below: look again, do nothing.
# The stamp also depends on the list of sources, for a file added or removed.
$(BUILD)/gen/stamp: $(BUILD)/tools/declgen $(SCANNED) $(BUILD)/gen/sources
	@mkdir -p $(@D)
	@echo declgen; $(BUILD)/tools/declgen $(BUILD) $(filter-out $(EXTERNAL_C),$(SCANNED)) $(EXTERNAL_C:%=-%)
	@echo "#define BYTECODE_CHECKSUM $$(cat $(BYTECODE_SOURCES) | cksum | cut -d ' ' -f 1)u" > $@.h
	@cmp -s $@.h $(BUILD)/gen/bytecode.h || cp $@.h $(BUILD)/gen/bytecode.h
	@touch $@

$(BUILD)/gen/sources: FORCE
	@mkdir -p $(@D); echo '$(SCANNED)' | cmp -s - $@ || echo '$(SCANNED)' > $@

$(BUILD)/gen/%.h: $(BUILD)/gen/stamp
	@:
$(BUILD)/gen/names.c $(BUILD)/gen/modules.c: $(BUILD)/gen/stamp
	@:

$(CONFIG_H): $(BUILD)/tools/pyconfig
	@mkdir -p $(@D); $< > $@
$(CONFIG_MAKE): $(BUILD)/flags
	@mkdir -p $(@D); printf '%s\n' '# How this was built, for sysconfig and for building extension modules.' 'VERSION= 3.2' \
		'CC= $(CC) -pthread' 'CXX= g++ -pthread' 'CFLAGS= $(strip -Wall -O2 $(CFLAGS))' 'LDFLAGS= $(LDFLAGS)' 'CCSHARED= -fPIC' \
		'LDSHARED= $$(CC) -shared $$(LDFLAGS)' 'LIBS= $(LIBS)' 'PY_CFLAGS= $(strip $(CFLAGS_ALL))' 'MODE= $(MODE)' > $@

# Tables computed at build time: tools/x_tables writes gen/x_tables.c.
$(BUILD)/gen/%_tables.c: $(BUILD)/tools/%_tables
	@mkdir -p $(@D)
	$< $@

# Templates: functions for gcc, machine code to copy for us. No instrumentation, no frame, no data beside the code.
FLAGS_template := -O2 -DNDEBUG -fno-pie -mcmodel=kernel -fcf-protection=none -fno-asynchronous-unwind-tables -fno-stack-protector -mno-red-zone \
                  -fno-jump-tables -fno-tree-loop-distribute-patterns -fno-ipa-icf -fno-reorder-blocks-and-partition -fomit-frame-pointer \
                  -fno-align-functions -fno-align-jumps -fno-align-labels -fno-align-loops -Wno-unused -Wno-dangling-pointer \
                  $(if $(filter asan fuzz,$(MODE)),-D__SANITIZE_ADDRESS__)
$(BUILD)/tools/template_list: vm/opcodes.h vm/specialised.h
$(BUILD)/gen/jit/templates_%.c: $(BUILD)/tools/template_list
	@mkdir -p $(@D)
	@$< bodies_$* $(@D)/bodies_$*.h; $< $* $@
# Compiled to assembly first, of which the cold parts are moved away.
define compile_templates
	@mkdir -p $(@D)
	$(CC) $(COMMON) -MT $@ -MF $(@:.o=.d) $(FLAGS_template) -S -o $(@:.o=.whole.s) $<
	@$(BUILD)/tools/template_split $(@:.o=.whole.s) $(@:.o=.s)
	@$(CC) -c -o $@ $(@:.o=.s)
endef
$(BUILD)/gen/jit/%.o: $(BUILD)/gen/jit/%.c $(BUILD)/flags $(BUILD)/tools/template_split | $(BUILD)/gen/stamp
	$(compile_templates)
$(BUILD)/gen/jit/stub.o: jit/stub.c $(BUILD)/flags $(BUILD)/tools/template_split | $(BUILD)/gen/stamp
	$(compile_templates)
$(BUILD)/gen/jit/go_on.o: jit/go_on.c $(BUILD)/flags | $(BUILD)/gen/stamp
	@mkdir -p $(@D)
	$(CC) $(COMMON) $(FLAGS_template) -c -o $@ $<
$(BUILD)/gen/templates.c: $(BUILD)/tools/template_pack $(TEMPLATE_OBJECTS)
	$< $@ $(TEMPLATE_OBJECTS)
$(BUILD)/gen/template_operands.c: $(BUILD)/tools/template_list
	@mkdir -p $(@D)
	$< operands $@
-include $(TEMPLATE_OBJECTS:.o=.d)

# The library in Python, compiled to code and kept in the executable. tools/freeze is the interpreter without main/; it runs
# again when the library or what makes code has changed, not at every change of a C file.
FREEZE_OBJECTS := $(filter-out $(BUILD)/main/% $(BUILD)/gen/frozen.o,$(OBJECTS))
CODE_MAKERS    := $(filter $(BUILD)/frontend/% $(BUILD)/modules/marshal.o,$(OBJECTS)) vm/opcodes.h vm/library_format.h tools/freeze.c
$(BUILD)/tools/freeze: tools/freeze.c $(FREEZE_OBJECTS) | $(BUILD)/gen/stamp
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(CFLAGS_ALL)) $(LDFLAGS_ALL) -o $@ $^ capi/exports.ld $(LIBS)

$(BUILD)/gen/library.bin: $(LIB_PY) $(CODE_MAKERS) $(BUILD)/gen/library_list | $(BUILD)/tools/freeze
	ASAN_OPTIONS=detect_leaks=0 $(BUILD)/tools/freeze $@ lib

$(BUILD)/gen/library_list: FORCE
	@mkdir -p $(@D); echo '$(LIB_PY)' | cmp -s - $@ || echo '$(LIB_PY)' > $@

$(BUILD)/gen/frozen.c: Makefile
	@mkdir -p $(@D)
	@printf '/* Made by make: the library in Python (vm/library.c). */\n__asm__(".section .rodata\\n.balign 16\\n.globl library_archive\\nlibrary_archive:\\n.incbin \"$(BUILD)/gen/library.bin\"\\n.byte 0\\n.previous");\n' > $@
$(BUILD)/gen/frozen.o: $(BUILD)/gen/library.bin

# ---- C tests: base/x_test.c is linked with the layer base ----
BASE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter base/%,$(SOURCES))) \
                $(patsubst tools/%.c,$(BUILD)/gen/%.o,$(wildcard tools/*_tables.c))
$(BUILD)/base/%_test: $(BUILD)/base/%_test.o $(BASE_OBJECTS)
	$(CC) $(LINK_$(MODE)) -o $@ $^ $(LIBS)

# Tests of higher layers are linked with all but main/.
$(BUILD)/%_test: $(BUILD)/%_test.o $(filter-out $(BUILD)/main/%,$(OBJECTS))
	$(CC) $(LINK_$(MODE)) -o $@ $^ capi/exports.ld $(LIBS)

$(BUILD)/%_test.passed: $(BUILD)/%_test
	$<
	@touch $@

# ---- modules loaded on demand ----
# tools/externals.sh compiles those whose header is there into $(BUILD)/lib/NAME.krait-32.so and notes the missing ones.
.PHONY: externals
externals: $(BUILD)/externals.stamp
$(BUILD)/externals.stamp: tools/external_modules tools/externals.sh $(EXTERNAL_C) $(filter %.h,$(SCANNED)) $(BUILD)/flags | $(BUILD)/gen/stamp
	@CC='$(CC)' CFLAGS='$(filter-out -MMD -MP -fno-pie,$(CFLAGS_ALL)) -fPIC' LDFLAGS='$(filter-out -no-pie,$(LINK_$(MODE)))' \
		sh tools/externals.sh tools/external_modules $(BUILD) $(notdir $(patsubst %/,%,$(dir $(LINKED_IN))))
	@touch $@
