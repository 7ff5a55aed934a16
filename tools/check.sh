#!/bin/sh
# check.sh BUILD: what reviewers should not have to look for. Headers compile alone; layers include only what is below
# them; no writable globals in the objects that have been compiled; formatting of changed lines is left to `make fmt`.

# ---- the exceptions, each with its reason ----

# Headers any layer may include: vm/opcodes.h is the contract between compiler and machine, and includes nothing itself.
any_layer='vm/opcodes\.h'

# What signal handlers reach can hang off no interpreter: signals are the process's.
#   vm/pending.o process                     which signals have arrived, and the thread to tell
#   base/mapped.o process                    the mapped spans whose SIGBUS is handled
#   modules/faulthandler.o handler, user_signals   what to dump, and where, on a fatal signal
#   capi/thread.o process_interp            PyGILState_Ensure() on a thread of C's has nothing to tell the interpreter by
writable='capi/thread\.o: writable global process_interp|base/mapped\.o: writable global process|vm/pending\.o: writable global process|modules/faulthandler\.o: writable global (handler|user_signals)'
build=$1
failed=0
passed=0

complain() {
    echo "$1"
    failed=$((failed + 1))
}

# ---- each header compiles alone ----
for header in $(find base object frontend vm jit capi modules include -name '*.h' 2>/dev/null); do
    case $(sed -n '1,3p' "$header") in *"ncluded "* | *"template"* | *"X-macro"*) continue ;; esac
    case $(basename "$header") in ops_*) continue ;; esac
    if gcc -std=gnu11 -D_GNU_SOURCE= -I. -I"$build" -fsyntax-only -x c -include "$header" /dev/null 2>"$build/check.txt"; then
        passed=$((passed + 1))
    else
        complain "$header does not compile alone: $(grep -m1 error "$build/check.txt")"
    fi
done

# ---- layers ----
allowed() {
    case $1 in
    base) echo base ;;
    object) echo base object ;;
    frontend) echo base object frontend ;;
    vm) echo base object frontend vm ;;
    jit) echo base object frontend vm jit ;;
    modules) echo base object frontend vm modules ;;
    *) echo base object frontend vm jit modules capi main include ;;
    esac
}
for layer in base object frontend vm jit modules; do
    ok=$(allowed $layer)
    grep -rnE '^#include "(base|object|frontend|vm|jit|modules|capi|main)/' "$layer" 2>/dev/null | grep -vE "\"$any_layer\"" | while IFS=: read -r file line text; do
        target=$(echo "$text" | sed 's/.*"\([a-z]*\)\/.*/\1/')
        case " $ok " in *" $target "*) ;; *) echo "$file:$line: $layer/ must not include $target/" ;; esac
    done
done >"$build/check.txt"
if [ -s "$build/check.txt" ]; then
    cat "$build/check.txt"
    failed=$((failed + $(wc -l <"$build/check.txt")))
else
    passed=$((passed + 1))
fi

# ---- no writable globals: types, singletons and interned names are written once; what is per thread is no global ----
for object in $(find "$build" -name '*.o' ! -path '*/gen/*' ! -name '*_test.o' 2>/dev/null); do
    nm -f sysv "$object" | awk -F'|' '$3 ~ /[bBdD]/ && $7 !~ /[.]data[.]rel[.]ro|[.]tbss|[.]tdata/ {gsub(/ /, "", $1); print $1}' | grep -vE '(_type|_object)$|^exc_|^__' | while read -r symbol; do
        echo "$object: writable global $symbol"
    done
done | grep -vE "$writable" >"$build/check.txt"
if [ -s "$build/check.txt" ]; then
    cat "$build/check.txt"
    failed=$((failed + $(wc -l <"$build/check.txt")))
else
    passed=$((passed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
