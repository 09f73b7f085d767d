#!/bin/sh
# demo.sh [winsock]: show what the command does: the catalog, one socket of every
# kind, three refusals, a file moved over TCP and over AF_UNIX, and a program in C.
set -eu

winsock=${1:-build/bin/winsock}
case $winsock in /*) ;; */*) winsock=$PWD/$winsock ;; esac
command -v "$winsock" >/dev/null || { echo "demo: no command $winsock; run make build" >&2; exit 1; }

examples=$(cd "$(dirname "$0")/../examples/c" && pwd)
build=$examples/../../build/bin
dir=$(mktemp -d "${TMPDIR:-/tmp}/winsock-demo.XXXXXX")
listener=
# Nothing of the user's is touched, nothing is left behind.
cleanup() {
	code=$?
	trap - EXIT
	[ -z "$listener" ] || kill "$listener" 2>/dev/null || true
	cd /
	rm -rf "$dir"
	exit "$code"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$dir" # and paths stay short: one of AF_UNIX has 107 bytes at most
export WINSOCK_CATALOG="$dir/catalog.json" WINSOCK_RUN_DIR="$dir/run"
mkdir run

megabytes=64
began=$(date +%s%N)
heading() { printf '\n== %s\n' "$1"; }
fail() {
	echo "demo: $*" >&2
	exit 1
}

# field NAME: the first word of what the socket has there.
field() { sed -n "s/^  $1  *\([^ ,]*\).*/\1/p" answer | tail -n 1; }

# opened WHAT SOCKET-ARGUMENTS...: one line about a socket that is asked for. Raw
# sockets may be refused to those who have no right to them.
sockets=0
forbidden=0
opened() {
	what=$1
	shift
	if "$winsock" socket "$@" >answer 2>refusal; then
		sockets=$((sockets + 1))
		printf '  %-34s %s\n' "$what" "opened: $(field family) $(field type) $(field protocol)"
	elif grep -q 'SOCK_RAW' answer shown && grep -q 'WSAEACCES (10013)' refusal; then
		forbidden=$((forbidden + 1))
		printf '  %-34s %s\n' "$what" 'refused: WSAEACCES (10013), raw sockets need CAP_NET_RAW'
	else
		cat refusal >&2
		fail "$what should have opened"
	fi
}

# refused CODE WHY SOCKET-ARGUMENTS...: one line about a socket that can't be.
refused() {
	code=$1 why=$2
	shift 2
	got=0
	"$winsock" socket "$@" >answer 2>refusal || got=$?
	[ "$got" = 1 ] || fail "winsock socket $* ended with exit code $got, not 1"
	grep -q "WSA[A-Z]* ($code): " refusal || fail "winsock socket $*: $(cat refusal), not error $code"
	printf '  %-34s %s\n' "$*" "$(sed 's/.*refused: \(WSA[A-Z]* ([0-9]*)\).*/\1/' refusal): $why"
}

# moved NETWORK LISTEN-ARGUMENTS...: the file goes through two processes.
moved() {
	network=$1
	shift
	rm -f copy where
	# --send: in the background standard input would be empty, and unused here.
	"$winsock" cat -l --network "$network" --print-address where \
		--send /dev/null --receive copy -w 60 "$@" &
	listener=$!
	while [ ! -e where ]; do
		kill -0 "$listener" 2>/dev/null || fail "the listener on $network has ended"
		sleep 0.01
	done
	echo "  over $network"
	sent "$network" "$(cat where)" || fail "sending over $network failed"
	code=0
	wait "$listener" || code=$?
	listener=
	[ "$code" = 0 ] || fail "the listener on $network ended with exit code $code"
	sum=$(sha256sum <copy)
	[ "$sum" = "$want" ] || fail "over $network arrived ${sum%% *}, not ${want%% *}"
	echo "  SHA-256 ${sum%% *}: equal"
}

# sent NETWORK ADDRESS: sends the file. It tells how fast, on a terminal with a
# bar.
sent() {
	set -- cat -v -w 60 --network "$1" --send file --receive /dev/null "$2"
	if [ -t 2 ]; then "$winsock" "$@"; else "$winsock" "$@" 2>&1; fi
}

heading 'The catalog: WSASocket takes the first entry that fits'
"$winsock" catalog install loop >/dev/null
"$winsock" catalog list --all
"$winsock" catalog check >/dev/null || fail "the catalog has problems: $("$winsock" catalog check)"

heading 'One socket of every kind'
"$winsock" catalog list --all --json >listed
ids=$(sed -n 's/^ *"id": \([0-9]*\),$/\1/p' listed)
[ -n "$ids" ] || fail "the catalog lists no entry"
for id in $ids; do
	"$winsock" catalog show "$id" >shown
	opened "$(head -n 1 shown)" -1 -1 -1 overlapped --provider "$id"
done
opened 'raw, ICMP' inet raw icmp overlapped
opened 'raw, IGMP' inet raw igmp overlapped
opened 'raw, ICMPv6' inet6 raw icmpv6 overlapped
echo "  $sockets opened, $forbidden not permitted to this user"

heading 'Three refusals, as on Windows'
refused 10047 'no entry has the family IPX' ipx dgram 1000 0
refused 10043 'streams of IPv4 are TCP, not UDP' inet stream udp 0
refused 10022 'neither family nor protocol is given' 0 stream 0 0

heading "A file of $megabytes MiB through winsock cat"
head -c "${megabytes}M" /dev/urandom >file
want=$(sha256sum <file)
moved tcp 127.0.0.1 0
moved unix door

heading 'A Windows program in C, compiled unchanged and run'
wscc=${winsock%/*}/wscc
[ -x "$wscc" ] || wscc=$build/wscc
[ -x "$wscc" ] || fail "no wscc; run make build"
"$wscc" "$examples/socket.c" -o asked || fail "wscc could not compile examples/c/socket.c"
said() {
	./asked $1 >answer 2>&1 || true
	grep -q "$2" answer || fail "examples/c/socket.c $1 did not say $2: $(tail -n 1 answer)"
	printf '  %-34s %s\n' "$1" "$(grep "$2" answer)"
}
said '2 1 6 1' succeeded
said '23 2 17 129' succeeded
said '2 1 17 0' 10043

printf '\nAll as it should be, in %s ms.\n' $((($(date +%s%N) - began) / 1000000))
