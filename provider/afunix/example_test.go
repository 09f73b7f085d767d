package afunix_test

import (
	"fmt"
	"os"
	"path/filepath"

	"winsock/provider/afunix"
	"winsock/spi"
	"winsock/ws2def"
)

// The core's part, played by hand: bind a socket to a path. The file stays when
// the socket is closed, and the program deletes it.
func Example() {
	start, _ := spi.Find(afunix.Name)
	started, e := start(spi.Version, &entry, nil)
	if e != 0 {
		fmt.Println("start:", e)
		return
	}
	defer started.Provider.Cleanup()
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	name := make([]byte, ws2def.SizeofSockaddrUnix)
	name = name[:ws2def.PutUnix(name, filepath.Join(dir, "s"))]
	for range 2 {
		s, e := started.Provider.Open(&spi.Request{Info: &entry})
		if e != 0 {
			fmt.Println("open:", e)
			return
		}
		e = s.(spi.Binder).Bind(name)
		fmt.Println("bind:", e == 0, e == ws2def.WSAEADDRINUSE)
		s.Close(false)
	}
	// Output:
	// bind: true false
	// bind: false true
}
