package tcpip

import (
	"testing"

	"winsock/internal/registry"
	"winsock/internal/sys"
	"winsock/ws2def"

	"golang.org/x/sys/unix"
)

// BenchmarkBindClose compares a socket that is made, bound and closed with the
// kernel's own.
func BenchmarkBindClose(b *testing.B) {
	sa := []byte{ws2def.AF_INET, 0, 0xf3, 0x21, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}
	b.Run("raw", func(b *testing.B) {
		for b.Loop() {
			fd, _ := sys.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
			if errno := sys.Bind(fd, sa); errno != 0 {
				b.Fatal(errno)
			}
			sys.Close(fd)
		}
	})
	b.Run("winsock", func(b *testing.B) {
		b.Setenv("WINSOCK_RUN_DIR", b.TempDir())
		b.Cleanup(registry.Close)
		b.ReportAllocs()
		for b.Loop() {
			fd, _ := sys.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
			s := &socket{family: ws2def.AF_INET, typ: ws2def.SOCK_STREAM, protocol: ws2def.IPPROTO_TCP}
			s.FD.Init(fd)
			if e := s.Bind(sa); e != 0 {
				b.Fatal(e)
			}
			s.Close(false)
		}
	})
}
