package spi_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winsock/capi/tests/library"
	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/ws2def"
)

// Children inherit sockets over layers in C, and others get duplicates of them; what
// processes have in common of a socket is common over layers, too, and none takes another
// the events that its layers live on. The programs are those of the contract.
func TestShared(t *testing.T) {
	clause.Covers(t, "P-290", "P-399", "P-403", "P-406", "P-411", "P-415")
	folder := "../../../conformance/c/"
	for chapter, with := range map[string]string{"inherit": "child.c", "duplicate": "child.c", "ovl_thread": "operation.c"} {
		program := library.Program(t, folder+chapter+".c", folder+"check.c", folder+with)
		for _, l := range layers(t) {
			overLayer(t, chapter, program, l)
		}
	}
}

// passes runs a program of the contract, which shows all that it is to show.
func passes(t *testing.T, program string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program).CombinedOutput()
	if err != nil || strings.Contains(string(out), "skip") {
		t.Errorf("%v\n%s", err, out)
	}
}

// overLayer runs a program of the contract over l.
func overLayer(t *testing.T, name, program string, l catalog.Layer) {
	t.Run(name+" over "+l.Name, func(t *testing.T) {
		t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
		l.Over = []catalog.Triple{
			{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP},
			{Family: ws2def.AF_INET, Type: ws2def.SOCK_DGRAM, Protocol: ws2def.IPPROTO_UDP},
		}
		err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
			_, _, err := e.InstallLayer(l)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		passes(t, program)
	})
}

// layers are those of examples/c/layer.
func layers(t *testing.T) []catalog.Layer {
	folder := "../../../examples/c/layer/"
	return []catalog.Layer{
		{
			Provider: seeID, Name: "See", IFS: true,
			Path: library.Program(t, folder+"ifs.c", folder+"below.c", "-shared", "-fPIC"),
		},
		{
			Provider: countID, Name: "Count",
			Path: library.Program(t, folder+"through.c", folder+"overlapped.c", folder+"below.c", "-shared", "-fPIC"),
		},
	}
}
