package engine_test

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/engine"
	"winsock/internal/sys"
	"winsock/spi"
)

// Waiting for a descriptor: try, wait, try again.
func ExampleFD() {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	var d engine.FD
	d.Init(fds[0])
	go func() {
		sys.Send(fds[1], []byte("hello"), 0)
		sys.Close(fds[1])
	}()
	buf := make([]byte, 16)
	for {
		n, errno := sys.Recv(d.Fd(), buf, 0)
		if errno != unix.EAGAIN {
			fmt.Printf("%s\n", buf[:n])
			break
		}
		if e := d.Wait(spi.Readable, spi.Park, d.Nudges(), time.Now().Add(5*time.Second)); e != 0 {
			fmt.Println(e)
			break
		}
	}
	d.Close()
	// Output: hello
}
