#!/bin/sh
# generated.sh: run go generate and fail when it changes any file.
set -eu

state() {
	find . -name .git -prune -o -path ./build -prune -o -type f -exec sha256sum {} + |
		LC_ALL=C sort -k 2
}

before=$(mktemp)
after=$(mktemp)
trap 'rm -f "$before" "$after"' EXIT

state >"$before"
go generate ./...
state >"$after"
if ! changed=$(diff "$before" "$after"); then
	echo "generated files were not current; they are now, commit them:" >&2
	echo "$changed" | sed -n 's/^[<>] [0-9a-f]*  /  /p' | sort -u >&2
	exit 1
fi
