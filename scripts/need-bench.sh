#!/bin/sh
# need-bench.sh: install what servers are compared with, liburing, Wine and
# mingw-w64, when it is missing and this is root; otherwise say what is not compared.
set -u

if ! echo '#include <liburing.h>' | gcc -fsyntax-only -x c - 2>/dev/null; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		echo "winsock: installing liburing-dev"
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends liburing-dev
	else
		echo "winsock: no raw io_uring to compare with (apt-get install liburing-dev)" >&2
	fi
fi
"$(dirname "$0")/need-wine.sh" || true
