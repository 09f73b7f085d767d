package loop_test

import (
	"fmt"

	"winsock/provider/loop"
	"winsock/spi"
)

// The core's part, played by hand: start the provider, open two sockets of
// reliable messages, and send from one to the other.
func Example() {
	start, _ := spi.Find(loop.Name)
	entry := loop.Entries()[3] // RDM
	started, e := start(spi.Version, &entry, nil)
	if e != 0 {
		fmt.Println("start:", e)
		return
	}
	defer started.Provider.Cleanup()
	open := func() spi.Socket {
		s, e := started.Provider.Open(&spi.Request{Info: &entry})
		if e != 0 {
			fmt.Println("open:", e)
		}
		return s
	}
	from, to := open(), open()
	defer from.Close(false)
	defer to.Close(false)

	to.(spi.Binder).Bind(loop.Address(7))
	m := spi.Message{Name: loop.Address(7), Buffers: [][]byte{[]byte("hello")}}
	from.(spi.Transferer).SendMsg(&m, 0)

	buf := make([]byte, 64)
	n, _ := to.(spi.Transferer).Recv(buf, 0)
	fmt.Printf("%s by %s\n", buf[:n], entry.Name())
	// Output: hello by Loop [RDM]
}

// What a catalog needs to offer the provider: each entry with this path.
func ExampleEntries() {
	for _, e := range loop.Entries() {
		fmt.Printf("%s: family %#x, type %d, %s\n", e.Name(), e.AddressFamily, e.SocketType, spi.PathPrefix+loop.Name)
	}
	// Output:
	// Loop [stream]: family 0x7ff0, type 1, go:loop
	// Loop [datagram]: family 0x7ff0, type 2, go:loop
	// Loop [seqpacket]: family 0x7ff0, type 5, go:loop
	// Loop [RDM]: family 0x7ff0, type 4, go:loop
}
