package catalog_test

import (
	"fmt"
	"os"
	"path/filepath"

	"winsock/catalog"
	"winsock/ws2def"
)

// Which entry serves a request, or why none does.
func Example() {
	c := catalog.Default()
	if i := c.Next(-1, ws2def.AF_INET, ws2def.SOCK_DGRAM, 0); i >= 0 {
		fmt.Println(c.At(i))
	}
	fmt.Println(c.Refusal(ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_UDP).Name())
	// Output:
	// entry 1005 (MSAFD Tcpip [UDP/IP])
	// WSAEPROTONOSUPPORT
}

// An application's view of the protocols.
func ExampleCatalog_Enum() {
	for _, e := range catalog.Default().Enum([]int32{ws2def.IPPROTO_TCP}, false) {
		fmt.Println(e, e.Path)
	}
	// Output:
	// entry 1001 (MSAFD Tcpip [TCP/IPv6]) go:tcpip
	// entry 1004 (MSAFD Tcpip [TCP/IP]) go:tcpip
	// entry 1008 (RSVP TCPv6 Service Provider) go:tcpip
	// entry 1009 (RSVP TCP Service Provider) go:tcpip
}

// A provider of one's own, installed in front of the others.
func ExampleStore_Update() {
	dir, err := os.MkdirTemp("", "catalog")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	store := catalog.Open(filepath.Join(dir, "catalog.json"))

	mine := catalog.Entry{Path: "go:mine", Info: ws2def.WSAProtocolInfo{
		ProviderId:    ws2def.GUID{Data1: 0x2F1C9B5A, Data2: 0x6B1E, Data3: 0x4C0D, Data4: [8]byte{0x9A, 0x77, 1, 2, 3, 4, 5, 6}},
		ProtocolChain: ws2def.WSAProtocolChain{ChainLen: ws2def.BASE_PROTOCOL},
		Version:       2,
		AddressFamily: 77, MinSockAddr: 16, MaxSockAddr: 16,
		SocketType: ws2def.SOCK_STREAM, Protocol: 5,
	}}
	mine.Info.SetName("Mine")
	err = store.Update(func(e *catalog.Edit) error {
		ids, err := e.Install(mine)
		if err != nil {
			return err
		}
		order := ids
		for i := range e.Catalog().Len() - 1 {
			order = append(order, e.Catalog().At(i).Info.CatalogEntryId)
		}
		return e.Order(order...)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := store.Read()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Len(), "entries, the first is", c.At(0))
	// Output: 12 entries, the first is entry 1012 (Mine)
}

// What is wrong with a catalog, and how to mend it.
func ExampleCheck() {
	wrong := func(e *catalog.Entry) error {
		if e.Path == "go:afunix" {
			return fmt.Errorf("there is no provider %q", e.Path)
		}
		return nil
	}
	for _, p := range catalog.Check(catalog.Default(), wrong) {
		fmt.Printf("%v: %s\n%s\n", p.Severity, p.Text, p.Remedy)
	}
	// Output:
	// error: entry 1007 (AF_UNIX): there is no provider "go:afunix".
	// Mend go:afunix, or remove the entry: winsock catalog remove 1007
}
