#!/bin/sh
# need-wine.sh: install Debian's Wine and mingw-w64 when they are missing and this
# is root; otherwise say what is not compared.
set -eu

missing=
command -v wine >/dev/null || missing="wine wine64"
command -v x86_64-w64-mingw32-gcc-posix >/dev/null || command -v x86_64-w64-mingw32-gcc >/dev/null ||
	missing="$missing gcc-mingw-w64-x86-64-posix"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "winsock: installing $missing"
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing && exit 0
fi
echo "winsock: nothing to compare with: $missing not installed (apt-get install $missing)" >&2
