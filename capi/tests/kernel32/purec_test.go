package kernel32_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pure are the sources that need no Go, beside zmessages.c: what the programs of
// testdata/pure look at.
var pure = strings.Fields(`arithmetic badpointer barrier beep codepage codetable collation computername
	conditionvariable criticalsection debug environment exception filepath filetime fls formatmessage heap initonce
	language lasterror localmemory parking slist slots srwlock strings systeminfo threadid tickcount timeperiod timezone
	tls version virtualmemory waitonaddress`)

// pureEnvironment puts the programs into a zone that has summer time.
func pureEnvironment() []string {
	return append(os.Environ(), "TZ=Europe/Berlin")
}

// TestPure runs the programs of testdata/pure against the library. The same
// programs run on Windows.
func TestPure(t *testing.T) {
	programs, err := filepath.Glob("testdata/pure/*.c")
	if err != nil || len(programs) < 7 {
		t.Fatal(programs, err)
	}
	for _, source := range programs {
		t.Run(strings.TrimSuffix(filepath.Base(source), ".c"), func(t *testing.T) {
			t.Parallel()
			program := build(t, source)
			if out, err := run(t, pureEnvironment(), program); err != nil || out != "" {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestUnhandledException: the process ends with the exception's code.
func TestUnhandledException(t *testing.T) {
	program := build(t, "testdata/pure/exception.c")
	for code, want := range map[string]string{
		"E0000055": "exit status 85", // the filter says so
		"C00000FD": "exit status 253",
		"E0000000": "exit status 1", // never a success
	} {
		out, err := run(t, nil, program, code)
		if err == nil || err.Error() != want || out != "" {
			t.Errorf("%s: %v, %q; want %s", code, err, out, want)
		}
	}
}

// TestDebugOutput: words to the debugger are seen when WINSOCK_TRACE is set.
func TestDebugOutput(t *testing.T) {
	program := build(t, "testdata/pure/exception.c")
	out, err := run(t, append(os.Environ(), "WINSOCK_TRACE=1"), program)
	if err != nil || out != "traced\ntä\n" {
		t.Errorf("%v, %q", err, out)
	}
}

// sanitizerFlags are how everything is compiled for a sanitizer.
func sanitizerFlags(t *testing.T, sanitizer string) []string {
	t.Helper()
	args := []string{
		"-std=gnu17", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra", "-fshort-wchar", "-fms-extensions",
		"-fsanitize=" + sanitizer, "-fno-sanitize-recover=all",
	}
	for _, dir := range []string{"../../include", "../../shim"} {
		path, err := filepath.Abs(dir)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, "-I"+path)
	}
	return args
}

// compile runs gcc in a folder; warnings are errors.
func compile(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("gcc", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || len(out) != 0 {
		t.Fatalf("gcc %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// TestPureSanitized looks for wrong memory, undefined behaviour and races in the
// locks, without the library.
func TestPureSanitized(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles everything again")
	}
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	capi := filepath.Join(here, "..", "..")
	sources := []string{capi + "/kernel32/zmessages.c", capi + "/ws2_32/probe.c", capi + "/crt/seh.c"}
	for _, name := range pure {
		sources = append(sources, capi+"/kernel32/"+name+".c")
	}
	for sanitizer, programs := range map[string][]string{
		"thread":            {"locks", "slots"},
		"address,undefined": {"memory", "text", "message", "time"},
	} {
		t.Run(sanitizer, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			flags := sanitizerFlags(t, sanitizer)
			compile(t, dir, slices.Concat(flags, []string{"-c"}, sources)...)
			objects, err := filepath.Glob(dir + "/*.o")
			if err != nil || len(objects) != len(sources) {
				t.Fatal(objects, err)
			}
			for _, name := range programs {
				compile(t, dir, slices.Concat(flags, []string{"-o", name, here + "/testdata/pure/" + name + ".c"},
					objects, []string{"-lpthread"})...)
				// The probe of pointers handles faults itself.
				env := append(pureEnvironment(), "ASAN_OPTIONS=handle_segv=0:handle_sigbus=0")
				if out, err := run(t, env, dir+"/"+name); err != nil || out != "" {
					t.Errorf("%s: %v\n%s", name, err, out)
				}
			}
		})
	}
}
