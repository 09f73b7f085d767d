//go:build cgo

package native_test

import (
	"os"
	"testing"

	"winsock/catalog"
	"winsock/internal/clause"
	_ "winsock/provider/native"
	"winsock/spi"
	"winsock/spi/spitest"
	"winsock/ws2def"
)

// The kit's opinion about providers in C: what an author of one gets to hear.
func TestConformance(t *testing.T) {
	clause.Covers(t, "P-190", "P-191", "P-245", "P-249", "P-269", "P-283", "P-289")
	for _, which := range []string{"memory", "count", "see"} {
		t.Run(which, func(t *testing.T) { program(t, "TestKit", install(t, which)) })
	}
}

// TestKit is a program that TestConformance begins.
func TestKit(t *testing.T) {
	if os.Getenv(inside) == "" {
		t.Skip("is begun by TestConformance")
	}
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Len() {
		entry := c.At(i)
		if entry.Path[0] != '/' || entry.Info.ProtocolChain.ChainLen == ws2def.LAYERED_PROTOCOL {
			continue
		}
		startup, err := spi.Load(entry.Path)
		if err != nil {
			t.Fatal(err)
		}
		name := []byte{0x45, 0x4D, 0, 0}
		wildcard := name
		if entry.Info.AddressFamily == ws2def.AF_INET {
			name = append([]byte{ws2def.AF_INET, 0, 0, 0, 127, 0, 0, 1}, make([]byte, 8)...)
			wildcard = append([]byte{ws2def.AF_INET}, make([]byte, 15)...)
		}
		entry.Info.ServiceFlags1 &^= ws2def.XP1_IFS_HANDLES // the descriptors are the library's
		t.Run(entry.Info.Name(), func(t *testing.T) {
			spitest.Test(t, spitest.Plan{
				Startup: startup, Entry: entry.Info, Wildcard: wildcard,
				Name: func(testing.TB) []byte { return name },
			})
		})
	}
}
