package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// notForMingw are written as no other compiler than Microsoft's and wscc takes
// them (header names in any letter case, __try, void main), or need Registered I/O,
// which mingw-w64 10 does not declare.
var notForMingw = map[string]bool{"mail_check.c": true, "time_server.c": true, "rio_echo.c": true}

// mingw makes programs for Windows. Its headers have formats checked by the C
// library's rules in C11 unless told not to; #pragma comment it does not know.
func mingw() toolchain {
	options := []string{"-Wall", "-Wextra", "-Wno-unknown-pragmas", "-D__USE_MINGW_ANSI_STDIO=0"}
	const name = "x86_64-w64-mingw32-"
	return toolchain{
		cc:     append([]string{name + "gcc-posix"}, options...),
		cxx:    append([]string{name + "g++-posix", "-std=c++17"}, options...),
		libs:   []string{"-static", "-lws2_32"},
		suffix: ".exe",
		wide:   []string{"-municode"},
	}
}

// TestMingw compiles the sources, unchanged, for Windows.
func TestMingw(t *testing.T) {
	sources, err := filepath.Glob("c/*.c*")
	if err != nil || len(sources) < 19 {
		t.Fatal(sources, err)
	}
	c := mingw()
	wide := map[string]bool{"socket.c": true, "wide_client.c": true}
	for _, source := range sources {
		name := filepath.Base(source)
		if notForMingw[name] {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var options []string
			if wide[name] {
				options = c.wide
			}
			c.build(t, name, options...)
		})
	}
}

// TestMingwTemplates compiles the templates of providers for Windows.
func TestMingwTemplates(t *testing.T) {
	c := mingw()
	for name, sources := range map[string][]string{
		"count":  {"c/layer/below.c", "c/layer/through.c", "c/layer/overlapped.c"},
		"see":    {"c/layer/below.c", "c/layer/ifs.c"},
		"memory": {"c/provider/memory.c", "c/provider/sockets.c", "c/provider/transfer.c", "c/provider/events.c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(c.cc[0]); err != nil {
				t.Skip("no mingw-w64 here")
			}
			// Its headers have another const in LPWSPSELECT than the documentation.
			args := append(slices.Clone(c.cc[1:]), "-Wno-incompatible-pointer-types", "-Wno-discarded-qualifiers", "-shared")
			args = append(append(args, sources...), "-o", filepath.Join(t.TempDir(), name+".dll"))
			if out, err := exec.Command(c.cc[0], append(args, c.libs...)...).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestWine runs some of them under Wine, against the same peers.
func TestWine(t *testing.T) {
	asked(t, "WINSOCK_TEST_WINE")
	wine, err := exec.LookPath("wine")
	if err != nil {
		t.Skip("no Wine here")
	}
	c := mingw()
	c.run, c.slow = []string{wine}, true
	c.env = []string{"WINEDEBUG=-all", "WINEPREFIX=" + winePrefix(t, wine)}
	for _, s := range scenarios {
		switch s.name {
		case "echo", "nonblocking", "wide", "files", "hosts", "http", "broadcast", "cpp",
			"port chat", "window chat", "proxy", "web", "events", "routines":
			t.Run(s.name, func(t *testing.T) { s.run(t, c) })
		}
	}
}

// winePrefix makes a folder for Wine's state, whose server has ended by the end of
// the test.
func winePrefix(t *testing.T, wine string) string {
	t.Helper()
	prefix := t.TempDir()
	run := func(name string, args ...string) {
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "WINEDEBUG=-all", "WINEPREFIX="+prefix, "WINEDLLOVERRIDES=mscoree,mshtml=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Logf("%s %v: %v\n%s", name, args, err, out)
		}
	}
	run(wine, "wineboot", "--init")
	t.Cleanup(func() { run("wineserver", "-w") })
	return prefix
}
