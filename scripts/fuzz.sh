#!/bin/sh
# fuzz.sh: run every fuzz target for FUZZTIME (default 30s), one after another.
set -eu

for pkg in $(go list ./...); do
	go test -list '^Fuzz' "$pkg" | grep '^Fuzz' | while read -r target; do
		echo "== $pkg $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" "$pkg" </dev/null
	done
done
