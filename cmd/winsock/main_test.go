package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"winsock/internal/leaktest"
)

// TestMain runs the command itself when the test binary is called by its name.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "winsock" {
		main()
	}
	leaktest.Main(m)
}

// TestScripts runs the archives in testdata/script. Each works in a directory
// of its own, with a catalog file that does not exist yet.
func TestScripts(t *testing.T) {
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "winsock")); err != nil {
		t.Fatal(err)
	}
	demo, err := filepath.Abs("../../scripts/demo.sh")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", bin+":"+env.Getenv("PATH"))
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each command under -race ends a second late
			env.Setenv("DEMO", demo)
			env.Setenv("WINSOCK", filepath.Join(bin, "winsock"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("WINSOCK_CATALOG", filepath.Join(env.WorkDir, "catalog.json"))
			env.Setenv("WINSOCK_RUN_DIR", filepath.Join(env.WorkDir, "run"))
			return nil
		},
		Cmds:                scriptCommands,
		Condition:           condition,
		RequireExplicitExec: true,
	})
}
