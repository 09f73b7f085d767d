// Package spi_test shows what providers in C are given and give.
package spi_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"winsock/capi/tests/library"
	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/ws2def"
)

// The layers of examples/c/layer.
var (
	seeID   = ws2def.GUID{Data1: 0x7E0D4C11, Data2: 0x52A9, Data3: 0x4F3B, Data4: [8]byte{0x8C, 0x10, 0x6B, 0x2E, 0x94, 0xD7, 0x35, 0xA2}}
	countID = ws2def.GUID{Data1: 0x2B9A6F04, Data2: 0x1D83, Data3: 0x4C6E, Data4: [8]byte{0x9E, 0x57, 0x0A, 0xC4, 0x71, 0x3F, 0x28, 0xD6}}
)

// run runs a program for up to a minute with a catalog of its own: it says what is
// wrong, and nothing else.
func run(t *testing.T, file string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, file, args...).CombinedOutput(); err != nil || len(out) != 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// plugin compiles a provider of testdata.
func plugin(t *testing.T, name string) string {
	t.Helper()
	file := library.Program(t, "testdata/"+name+".c", "-DWIN32_LEAN_AND_MEAN", "-shared", "-fPIC")
	if err := os.Rename(file, file+".so"); err != nil {
		t.Fatal(err)
	}
	return file + ".so"
}

// install enters a provider of an address family of its own.
func install(t *testing.T, path string, family int32) {
	t.Helper()
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	info := ws2def.WSAProtocolInfo{
		ServiceFlags1: ws2def.XP1_GUARANTEED_DELIVERY | ws2def.XP1_GUARANTEED_ORDER,
		ProviderId:    ws2def.GUID{Data1: 0x5b1d2e0c, Data4: [8]byte{1}},
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
		Version:       2, AddressFamily: family, MaxSockAddr: 16, MinSockAddr: 4,
		SocketType: ws2def.SOCK_STREAM, Protocol: 1,
	}
	info.SetName("Keeper")
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		_, err := e.Install(catalog.Entry{Info: info, Path: path})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a provider in C may call does what the documentation says, and none of it
// touches the last error, which is the program's.
func TestUpcalls(t *testing.T) {
	clause.Covers(t, "P-190", "P-192", "P-199", "P-207", "P-250", "P-251", "P-252", "P-253", "P-254", "P-255", "P-257",
		"P-258", "P-259", "P-260", "P-261", "P-262", "P-263", "P-264", "P-267", "P-274", "P-275")
	keeper := plugin(t, "keeper")
	install(t, keeper, 0x7a01)
	run(t, library.Program(t, "testdata/upcalls.c", "-DWIN32_LEAN_AND_MEAN"), keeper)
}

// A layer with functions of its own hears of every call, and the library's functions
// know its sockets by the values that it was given for them.
func TestWrapper(t *testing.T) {
	clause.Covers(t, "O-356", "P-198", "P-203", "P-212", "P-230", "P-235", "P-239", "P-246", "P-256", "P-268", "P-283", "P-284", "P-287")
	wrapper := plugin(t, "wrapper")
	t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
	err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
		_, _, err := e.InstallLayer(catalog.Layer{
			Provider: ws2def.GUID{Data1: 0x5b1d2e0d}, Path: wrapper, Name: "Wrapper",
			IFS: true,
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, library.Program(t, "testdata/wrapped.c", "-DWIN32_LEAN_AND_MEAN"), wrapper)
}

// A layer in C hands its sockets over to other processes: what WSADuplicateSocket fills is
// the chain's structure, and the number in it that of the provider below.
func TestDuplicates(t *testing.T) {
	clause.Covers(t, "P-223", "P-284", "P-290", "P-393", "P-394", "P-406")
	program := library.Program(t, "testdata/twice.c")
	folder := "../../../examples/c/layer/"
	for _, l := range []struct {
		name    string
		id      ws2def.GUID
		ifs     bool
		sources []string
	}{
		{"ifs", seeID, true, nil},
		{"through", countID, false, []string{folder + "overlapped.c"}},
	} {
		t.Run(l.name, func(t *testing.T) {
			file := library.Program(t, folder+l.name+".c", append(l.sources, folder+"below.c", "-shared", "-fPIC")...)
			t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
			err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
				_, _, err := e.InstallLayer(catalog.Layer{
					Provider: l.id, Path: file, Name: l.name, IFS: l.ifs,
					Over: []catalog.Triple{{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}},
				})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			run(t, program)
		})
	}
}
