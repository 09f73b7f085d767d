package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// scriptCommands are what the archives can do beyond testscript's own commands.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"exits": exits,
	"json":  jsonHas,
}

// exits CODE COMMAND…: the command ends with this very code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [args...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		code = fmt.Sprint(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// json FILE PATH VALUE: a member of a JSON file, with the path a.b.0.c (. for
// all of it), is the JSON value.
func jsonHas(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: json file path value")
	}
	var doc, want any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc); err != nil {
		ts.Fatalf("%s: %v", args[0], err)
	}
	if err := json.Unmarshal([]byte(args[2]), &want); err != nil {
		ts.Fatalf("%s: %v", args[2], err)
	}
	for step := range strings.FieldsFuncSeq(args[1], func(r rune) bool { return r == '.' }) {
		var at int
		switch v := doc.(type) {
		case map[string]any:
			doc = v[step]
		case []any:
			if _, err := fmt.Sscan(step, &at); err != nil || at >= len(v) {
				ts.Fatalf("no element %s in %v", step, v)
			}
			doc = v[at]
		default:
			ts.Fatalf("nothing at %s in %v", step, v)
		}
	}
	if reflect.DeepEqual(doc, want) == neg {
		ts.Fatalf("%s is %v, wanted %v: %v", args[1], doc, want, !neg)
	}
}

// condition knows [raw]: this process may open raw sockets.
func condition(name string) (bool, error) {
	if name != "raw" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP)
	if err != nil {
		return false, nil
	}
	return true, unix.Close(fd)
}
