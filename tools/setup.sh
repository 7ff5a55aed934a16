#!/bin/sh
# setup.sh: installs the Debian packages the build needs. Says which; does nothing when all are there.
packages="gcc make libc6-dev libgmp-dev unicode-data libedit-dev libcrypt-dev zlib1g-dev libpcre2-dev libssl-dev libbz2-dev liblzma-dev
libexpat1-dev libsqlite3-dev libffi-dev libncurses-dev libgdbm-dev libgdbm-compat-dev libnsl-dev tk-dev"
missing=
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "setup: all packages are installed"
    exit 0
fi
echo "setup: installing$missing"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
# The lists may be old or absent: update once, then try.
$sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $missing
