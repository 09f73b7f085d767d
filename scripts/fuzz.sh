#!/bin/sh
# fuzz.sh: run every fuzz target for FUZZTIME (default 30s), one after another.
set -eu

found=0
packages=$(go list ./...)
for pkg in $packages; do
	listed=$(go test -list '^Fuzz' "$pkg")
	for target in $(echo "$listed" | grep '^Fuzz' || true); do
		found=$((found + 1))
		echo "== $pkg $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" "$pkg"
	done
done
[ "$found" -gt 0 ] || { echo "winsock: no fuzz target found" >&2; exit 1; }
echo "$found fuzz targets ran for ${FUZZTIME:-30s} each"
