#!/bin/sh
# externals.sh LIST BUILD: compiles the modules of tools/external_modules whose library is installed; tells which are not.
# CC, CFLAGS, LDFLAGS come from make.
set -e
list=$1
build=$2
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
    if ! printf '#if !__has_include(<%s>)\n#error missing\n#endif\n' "$header" | $CC $CFLAGS -w -E -x c - >/dev/null 2>&1; then
        rm -f "$target"
        missing="$missing
  $module: needs <$header> (Debian package $package)"
        continue
    fi
    newest=$(ls -t "$target" $files 2>/dev/null | head -n 1)
    [ "$newest" = "$target" ] && continue
    echo "$CC -shared -o $target $files"
    $CC $CFLAGS $LDFLAGS -shared -o "$target" $files $(echo "$libraries" | tr ',' ' ')
done <"$list"
if [ "$missing" ]; then
    printf 'Left out, because a library is not installed (make setup installs all):%s\n' "$missing"
fi
