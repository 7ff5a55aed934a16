#!/bin/sh
# externals.sh LIST BUILD [MODULE...]: compiles the modules of tools/external_modules whose library is installed; tells which
# are not. The MODULEs are linked into the executable and left out.
# CC, CFLAGS, LDFLAGS come from make.
set -e
list=$1
build=$2
shift 2
missing=
mkdir -p "$build/lib"
while read -r sources module header libraries package; do
    case $sources in '' | '#'*) continue ;; esac
    files=$(echo "$sources" | tr ',' ' ')
    here=yes
    for file in $files; do
        [ -e "$file" ] || here=
    done
    [ "$here" ] || continue
    target=$build/lib/$module.krait-32.so
    # Among the libraries, where their headers are.
    include=$(echo "$libraries" | tr ',' '\n' | grep '^-I' | tr '\n' ' ' || true)
    case " $* " in *" $module "*) rm -f "$target"; continue ;; esac
    if ! printf '#if !__has_include(<%s>)\n#error missing\n#endif\n' "$header" | $CC $CFLAGS $include -w -E -x c - >/dev/null 2>&1; then
        rm -f "$target"
        missing="$missing
  $module: needs <$header> (Debian package $package)"
        continue
    fi
    objects=
    for file in $files; do
        object=$build/external/${file%.c}.o
        objects="$objects $object"
        # Any header may matter: a module compiled for another layout of objects would crash.
        if [ ! -e "$object" ] || [ "$(find "$file" base object vm modules "$build/gen" "$build/flags" \( -path "$file" -o -name '*.h' -o -name flags \) -newer "$object" -print -quit)" ]; then
            mkdir -p "${object%/*}"
            echo "$CC -c -o $object $file"
            $CC $CFLAGS $include -c -o "$object" "$file"
        fi
    done
    newest=$(ls -t "$target" $objects 2>/dev/null | head -n 1)
    [ "$newest" = "$target" ] && continue
    echo "$CC -shared -o $target"
    $CC $CFLAGS $LDFLAGS -shared -o "$target" $objects $(echo "$libraries" | tr ',' ' ')
done <"$list"
if [ "$missing" ]; then
    printf 'Left out, because a library is not installed (make setup installs all):%s\n' "$missing"
fi
