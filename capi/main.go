// Command capi is libws2_32.so, the C face.
//
// The C files below hold the public functions: they look at the caller's
// pointers, keep the thread's last error and do all that needs no Go. The Go
// files here hold what the C files call, under names that begin with ws_go_ and
// stay inside the library. Each crossing costs about 50 ns; a call makes one.
// library.mk compiles the C files and links both.
//
// The public names are those of capi/abi. Names that the C library has too leave
// as ws_<name> and are bound by the headers.
package main

// #cgo CFLAGS: -I${SRCDIR}/shim
// #cgo LDFLAGS: -Wl,-unresolved-symbols=ignore-all
import "C"

// The providers of the default catalog, and the other parts of the library.
import (
	"os"
	"runtime"
	"runtime/debug"

	_ "winsock/capi/advapi32/exports"
	_ "winsock/capi/kernel32/exports"
	_ "winsock/capi/user32/exports"
	_ "winsock/layer/capture"
	_ "winsock/layer/pass"
	_ "winsock/layer/shape"
	_ "winsock/layer/socks"
	_ "winsock/layer/tls"
	_ "winsock/namespace/dns"
	_ "winsock/namespace/local"
	_ "winsock/provider/afunix"
	_ "winsock/provider/loop"
	_ "winsock/provider/rooted"
	_ "winsock/provider/tcpip"
)

// threads is how many threads of the program may be in Go at once before one has
// to wait for another to be found sleeping in the kernel. It has nothing to do
// with how many run.
const threads = 16

// garbage is how much of it may lie about before Go collects, in percent of what
// is in use, or of 4 MiB when that is less: a program that opens and closes
// sockets all the time leaves some.
const garbage = 400

func init() {
	runtime.GOMAXPROCS(max(threads, runtime.NumCPU()))
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}

func main() {}
