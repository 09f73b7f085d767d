package crt_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// headers declare the run-time's functions beside formatted input and output.
var headers = []string{
	"conio.h", "ctype.h", "direct.h", "errno.h", "float.h", "inttypes.h", "io.h", "locale.h", "malloc.h",
	"mbstring.h", "process.h", "search.h", "stdlib.h", "string.h", "sys/stat.h", "sys/timeb.h", "sys/utime.h",
	"time.h", "wchar.h", "wctype.h", "winsock/floatnames.h", "winsock/stdlibfirst.h", "winsock/widefile.h",
	"winsock/wideio.h", "winsock/widenumber.h", "winsock/widepath.h", "winsock/wideprocess.h",
	"winsock/widestring.h", "winsock/widetime.h",
}

// TestListsHaveWhatHeadersDeclare compares the symbols that headers bind with
// those that capi/abi lets out of the library.
func TestListsHaveWhatHeadersDeclare(t *testing.T) {
	t.Parallel()
	lists, err := filepath.Glob("../../abi/msvcrt-*.txt")
	if err != nil || len(lists) == 0 {
		t.Fatalf("no lists: %v", err)
	}
	exported := map[string]bool{}
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if fields := strings.Fields(line); len(fields) == 2 {
				exported[fields[1]] = true
			}
		}
	}
	alias := regexp.MustCompile(`WINSOCK_ALIAS\((\w+)\)`)
	declared := 0
	for _, header := range headers {
		text, err := os.ReadFile(filepath.Join("../../include", header))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range alias.FindAllStringSubmatch(string(text), -1) {
			declared++
			if !exported["ws_"+m[1]] {
				t.Errorf("%s declares ws_%s, which no list has", header, m[1])
			}
		}
	}
	if declared < 400 {
		t.Errorf("only %d declarations found", declared)
	}
}
