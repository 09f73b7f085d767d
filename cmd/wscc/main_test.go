package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"winsock/internal/leaktest"
)

// TestMain runs the driver itself when the test binary is called by its name.
func TestMain(m *testing.M) {
	if base := filepath.Base(os.Args[0]); base == "wscc" || base == "wsc++" {
		main()
	}
	leaktest.Main(m)
}

// standIn is a libws2_32.so with the functions that start.c needs: the driver's
// tests are about the driver.
const standIn = `
void *GetModuleHandleA(const char *name) { return name ? 0 : (void *)0x400000; }
char *GetCommandLineA(void) { return "\"a \"program one \"two three\""; }
unsigned short *GetCommandLineW(void) { return (unsigned short *)u"program\t  \u00e4b c"; }
`

// install makes an installation with our headers and the stand-in, and names it
// in the environment. It skips where no compiler is.
func install(t *testing.T) (root string) {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no gcc")
	}
	root = t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"bin", "lib"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	headers, err := filepath.Abs("../../capi/include")
	if err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"bin/wscc": self, "bin/wsc++": self, "include": headers} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	gcc := exec.Command("gcc", "-shared", "-fPIC", "-Wl,-soname,libws2_32.so.0", "-x", "c", "-", "-o", filepath.Join(root, "lib/libws2_32.so.0"))
	gcc.Stdin = strings.NewReader(standIn)
	if out, err := gcc.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Symlink("libws2_32.so.0", filepath.Join(root, "lib/libws2_32.so")); err != nil {
		t.Fatal(err)
	}
	return root
}

// TestScripts runs the archives in testdata/script, each in a directory of its
// own. Temporary files go to $TMPDIR, so that a script sees what is left.
func TestScripts(t *testing.T) {
	root := install(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Join(root, "bin")+":"+env.Getenv("PATH"))
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			env.Setenv("WSCC_ROOT", root)
			env.Setenv("HOME", env.WorkDir)
			temp := filepath.Join(env.WorkDir, "tmp")
			env.Setenv("TMPDIR", temp)
			return os.Mkdir(temp, 0o755)
		},
		Cmds:                scriptCommands,
		Condition:           condition,
		RequireExplicitExec: true,
	})
}

// scriptCommands are what the archives can do beyond testscript's own commands.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"exits": exits,
	"hex":   hexFile,
	"clean": clean,
}

// condition knows [clang].
func condition(name string) (bool, error) {
	_, err := exec.LookPath(name)
	return err == nil, nil
}

// exits CODE COMMAND…: the command ends with this very code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [args...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if exit, ok := err.(*exec.ExitError); ok {
		code = exit.ProcessState.String()
		code = strings.TrimPrefix(code, "exit status ")
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("%s, want %s", code, args[0])
	}
}

// hexFile FILE: replaces each \xNN of a file by that byte and takes the last
// newline away.
func hexFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hex file")
	}
	text := strings.TrimSuffix(ts.ReadFile(args[0]), "\n")
	var out []byte
	for i := 0; i < len(text); i++ {
		if strings.HasPrefix(text[i:], `\x`) && i+4 <= len(text) {
			out = append(out, unhex(text[i+2])<<4|unhex(text[i+3]))
			i += 3
		} else {
			out = append(out, text[i])
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out, 0o644))
}

func unhex(c byte) byte { return c&0xf + c>>6*9 }

// clean: the driver has left nothing in the directory for temporary files.
func clean(ts *testscript.TestScript, neg bool, args []string) {
	left, err := os.ReadDir(ts.Getenv("TMPDIR"))
	ts.Check(err)
	if (len(left) == 0) == neg {
		ts.Fatalf("temporary files: %v", left)
	}
}
