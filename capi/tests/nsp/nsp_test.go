package nsp_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"winsock"
	"winsock/capi/tests/library"
	"winsock/catalog"
	"winsock/internal/clause"
)

// run runs a program for up to a minute and returns what it says.
func run(t *testing.T, file string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, file, args...).CombinedOutput()
	if err != nil {
		t.Error(err)
	}
	return string(out)
}

// install gives the test a catalog of its own, with the provider of list.c, compiled with
// flags, at its end.
func install(t *testing.T, flags ...string) string {
	t.Helper()
	file := library.Program(t, "testdata/list.c", append([]string{"-DWIN32_LEAN_AND_MEAN", "-shared", "-fPIC"}, flags...)...)
	if err := os.Chmod(file, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	name, _ := winsock.UTF16PtrFromString("List")
	path, _ := winsock.UTF16PtrFromString(file)
	if err := winsock.WSCInstallNameSpace(name, path, winsock.NS_NDS, 1, &winsock.GUID{Data1: 0x11}); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestProvider(t *testing.T) {
	clause.Covers(t, "P-482", "P-492", "P-493")
	for what, flag := range map[string]string{"whole": "-DWHOLE", "older": "-DOLDER"} {
		install(t, flag)
		if said := run(t, library.Program(t, "testdata/asks.c"), what); said != "" {
			t.Errorf("%s:\n%s", what, said)
		}
	}
}

func TestBrokenProvider(t *testing.T) {
	clause.Covers(t, "P-493")
	asks := library.Program(t, "testdata/asks.c")
	const failed, table = 10106, 10104
	for _, tc := range []struct {
		flag string
		harm func(file string) error
		want int
	}{
		{"-DFAILS", nil, failed},
		{"-DNONE", nil, failed},
		{"-DMISSING", nil, table},
		{"-DWRITABLE", func(file string) error { return os.Chmod(file, 0o777) }, failed},
		{"-DEMPTY", func(file string) error { return os.WriteFile(file, nil, 0o755) }, failed},
		{"-DGONE", os.Remove, failed},
	} {
		file := install(t, tc.flag)
		if tc.harm != nil {
			if err := tc.harm(file); err != nil {
				t.Fatal(err)
			}
		}
		if said := run(t, asks, "broken"); said != fmt.Sprintln(tc.want) {
			t.Errorf("%s: %q, want %d", tc.flag, said, tc.want)
		}
	}
}

// A Go program without the library says why it can't.
func TestGoProgram(t *testing.T) {
	clause.Covers(t, "P-493")
	install(t)
	if err := winsock.WSAStartup(0x202, new(winsock.WSAData)); err != nil {
		t.Fatal(err)
	}
	defer winsock.WSACleanup()
	var h winsock.Handle
	q := &winsock.WSAQUERYSET{Size: 120, ServiceClassId: &winsock.GUID{Data1: 1}, NSProviderId: &winsock.GUID{Data1: 0x11}}
	if err := winsock.WSALookupServiceBegin(q, 0, &h); err != winsock.WSAEPROVIDERFAILEDINIT {
		t.Error(err)
	}
}

func TestNotices(t *testing.T) {
	clause.Covers(t, "P-491")
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	if said := run(t, library.Program(t, "testdata/notices.c")); said != "" {
		t.Error(said)
	}
}

// Processes that register at once lose nothing, and find what the others registered.
func TestProcesses(t *testing.T) {
	clause.Covers(t, "P-485", "P-486")
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	program := library.Program(t, "testdata/registers.c")
	var all sync.WaitGroup
	for _, name := range strings.Fields("a b c d") {
		all.Go(func() {
			if said := run(t, program, name, "10"); said != "" {
				t.Errorf("%s:\n%s", name, said)
			}
		})
	}
	all.Wait()
	if said := run(t, program, "-", "40"); said != "" {
		t.Error(said)
	}
}
