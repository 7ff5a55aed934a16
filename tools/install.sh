#!/bin/sh
# install.sh BUILD PREFIX: the executable, the library in Python, the modules loaded on demand, the headers,
# what sysconfig reads.
set -e
build=$1
prefix=$2
install -d "$prefix/bin" "$prefix/lib/krait" "$prefix/include/krait"
install -m 755 "$build/krait" "$prefix/bin/krait"
for module in "$build"/lib/*.so; do
    [ -e "$module" ] && install -m 755 "$module" "$prefix/lib/krait/"
done
(cd lib && find . -name '*.py') | while read -r file; do
    install -D -m 644 "lib/$file" "$prefix/lib/krait/$file"
done
for header in include/*.h; do
    [ -e "$header" ] && install -m 644 "$header" "$prefix/include/krait/"
done
for file in include/python3.2/pyconfig.h lib/python3.2/config-3.2/Makefile; do
    install -D -m 644 "$build/$file" "$prefix/$file"
done
echo "installed in $prefix"
