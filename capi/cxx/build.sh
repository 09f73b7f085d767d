#!/bin/sh
# build.sh WSC++ ARCHIVE: make libwinsockcxx.a with the driver wsc++.
set -eu
compiler=$1
archive=$2
sources=$(dirname "$0")/src
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

compile() { # source standard
	"$compiler" "-std=gnu++$2" -O2 -fPIC -g0 -c "$sources/$1.cc" -o "$objects/$1-$2.o"
}

for source in "$sources"/*.cc; do
	name=$(basename "$source" .cc)
	case $name in
	# Members differ between the versions of the language.
	string | stream) for standard in 98 11 17 20; do compile "$name" "$standard"; done ;;
	limits) compile "$name" 14 ;;
	*) compile "$name" 20 ;;
	esac
done
rm -f "$archive"
ar rcsD "$archive" "$objects"/*.o
