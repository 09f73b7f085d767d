package spi_test

import (
	"path/filepath"
	"testing"

	"winsock/capi/tests/library"
	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/provider/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// Sessions over layers in C are what they are without them: roots, leaves, invitations and
// IP multicast. The programs are those of the contract.
func TestLeaves(t *testing.T) {
	clause.Covers(t, "P-232", "P-338", "P-370", "P-371", "P-372", "P-373", "P-374", "P-375", "P-376", "P-379", "P-391")
	folder := "../../../examples/c/layer/"
	through := library.Program(t, folder+"through.c", folder+"overlapped.c", folder+"below.c", "-shared", "-fPIC")
	see := library.Program(t, folder+"ifs.c", folder+"below.c", "-shared", "-fPIC")
	datagrams := []catalog.Triple{
		{Family: ws2def.AF_INET, Type: ws2def.SOCK_DGRAM, Protocol: ws2def.IPPROTO_UDP},
		{Family: ws2def.AF_INET6, Type: ws2def.SOCK_DGRAM, Protocol: ws2def.IPPROTO_UDP},
	}
	var sessions []catalog.Triple
	for _, info := range rooted.Entries() {
		sessions = append(sessions, catalog.Triple{Family: info.AddressFamily, Type: info.SocketType, Protocol: info.Protocol})
	}
	for _, tt := range []struct {
		program, layer string
		id             ws2def.GUID
		ifs            bool
		over           []catalog.Triple
	}{
		{"joinleaf", through, countID, false, sessions},
		{"multipoint", through, countID, false, datagrams},
		{"multipoint", see, seeID, true, datagrams},
	} {
		t.Run(tt.program+" over "+filepath.Base(tt.layer), func(t *testing.T) {
			program := library.Program(t, "../../../conformance/c/"+tt.program+".c", "../../../conformance/c/check.c")
			t.Setenv(catalog.EnvFile, filepath.Join(t.TempDir(), "catalog.json"))
			err := catalog.DefaultStore().Update(func(e *catalog.Edit) error {
				var entries []catalog.Entry
				for _, info := range rooted.Entries() {
					entries = append(entries, catalog.Entry{Info: info, Path: spi.PathPrefix + rooted.Name})
				}
				if _, err := e.Install(entries...); err != nil {
					return err
				}
				_, chains, err := e.InstallLayer(catalog.Layer{Provider: tt.id, Path: tt.layer, Name: "Layer", IFS: tt.ifs, Over: tt.over})
				if err != nil || tt.ifs || len(tt.over) == len(datagrams) {
					return err
				}
				return last(e, chains) // the program takes the last ones that fit
			})
			if err != nil {
				t.Fatal(err)
			}
			passes(t, program)
		})
	}
}

// last puts entries behind all others.
func last(e *catalog.Edit, chains []uint32) error {
	of := make(map[uint32]bool)
	for _, id := range chains {
		of[id] = true
	}
	var order []uint32
	c := e.Catalog()
	for i := range c.Len() {
		if id := c.At(i).Info.CatalogEntryId; !of[id] {
			order = append(order, id)
		}
	}
	return e.Order(append(order, chains...)...)
}
