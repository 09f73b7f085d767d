package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// scriptCommands are what the archives can do beyond testscript's own commands.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"exits":   exits,
	"json":    jsonHas,
	"random":  random,
	"same":    same,
	"address": address,
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

// condition knows [raw]: this process may open raw sockets, and [pty]: there are
// pseudo-terminals.
func condition(name string) (bool, error) {
	var fd int
	var err error
	switch name {
	case "raw":
		fd, err = unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP)
	case "pty":
		fd, err = unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	default:
		return false, fmt.Errorf("unknown condition %q", name)
	}
	if err != nil {
		return false, nil
	}
	return true, unix.Close(fd)
}

// random FILE BYTES: writes a file that is the same in every run.
func random(ts *testscript.TestScript, neg bool, args []string) {
	var n int64
	if neg || len(args) != 2 {
		ts.Fatalf("usage: random file bytes")
	}
	if _, err := fmt.Sscan(args[1], &n); err != nil {
		ts.Fatalf("%s: %v", args[1], err)
	}
	data := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(data)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

// same A B: two files have the same SHA-256 sum.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same file1 file2")
	}
	var sums [2][sha256.Size]byte
	for i, arg := range args {
		data, err := os.ReadFile(ts.MkAbs(arg))
		ts.Check(err)
		sums[i] = sha256.Sum256(data)
	}
	if (sums[0] == sums[1]) == neg {
		ts.Fatalf("%s has the sum %x, %s has %x", args[0], sums[0], args[1], sums[1])
	}
}

// address VARIABLE FILE: waits until a listener has written its address to the
// file, and takes it.
func address(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: address variable file")
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		text, err := os.ReadFile(ts.MkAbs(args[1]))
		if err == nil {
			ts.Setenv(args[0], strings.TrimSpace(string(text)))
			return
		}
	}
	ts.Fatalf("nobody has written %s", args[1])
}
