#!/bin/sh
# need.sh TOOL...: say in one line what is missing to build and test winsock; root
# gets Debian's packages.
set -eu

fail() {
	echo "winsock: $*" >&2
	exit 1
}

[ "$(uname -s)" = Linux ] || fail "Linux is needed; this is $(uname -s)"

command -v go >/dev/null || fail "go 1.26 or newer is needed; found none (https://go.dev/dl)"
# A go command that may fetch the version go.mod asks for reports that one.
version=$(go env GOVERSION 2>/dev/null) || version=$(cd / && GOTOOLCHAIN=local go env GOVERSION 2>/dev/null) || version="a broken go"
number=${version#go}
number=${number%%[!0-9.]*}
major=${number%%.*}
minor=${number#*.}
minor=${minor%%.*}
{ [ "${major:-0}" -gt 1 ] || { [ "${major:-0}" -eq 1 ] && [ "${minor:-0}" -ge 26 ]; }; } 2>/dev/null ||
	fail "go 1.26 or newer is needed; found $version (https://go.dev/dl)"

for tool in "$@"; do
	# On Debian root gets what is missing.
	if ! command -v "$tool" >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		echo "winsock: installing $tool" >&2
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$tool"; } >/dev/null 2>&1 || true
	fi
	command -v "$tool" >/dev/null || fail "$tool is needed; found none (apt-get install $tool)"
	if [ "$tool" = gcc ]; then
		echo '#include <pthread.h>' | gcc -fsyntax-only -x c - 2>/dev/null ||
			fail "gcc finds no C library headers (apt-get install libc6-dev)"
	fi
done
