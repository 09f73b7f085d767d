#!/bin/sh
# generated.sh: run go generate and fail when it changes any file.
set -eu

state() {
	git ls-files -z --cached --others --exclude-standard |
		xargs -0 sha256sum 2>/dev/null | LC_ALL=C sort -k 2
}

before=$(mktemp)
after=$(mktemp)
trap 'rm -f "$before" "$after"' EXIT

state >"$before"
go generate ./...
state >"$after"
if ! changed=$(diff "$before" "$after"); then
	echo "generated files were not current; they are now, commit them:" >&2
	echo "$changed" | sed -n 's/^> [0-9a-f]*  /  /p' | sort -u >&2
	exit 1
fi
