package rooted_test

import (
	"io"
	"testing"

	wire "winsock/internal/wire/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// BenchmarkSpread sends messages of 1 KB from a root to four leaves that take all.
func BenchmarkSpread(b *testing.B) {
	p := begin(b, 0)
	root, at := p.root()
	for range 4 {
		conn, _, _ := raw(b, root, at, wire.Rooted)
		go io.Copy(io.Discard, conn)
	}
	message := make([]byte, 1<<10)
	b.SetBytes(int64(len(message)))
	b.ReportAllocs()
	for b.Loop() {
		for {
			_, e := root.Send(message, 0)
			if e == 0 {
				break
			}
			if e != ws2def.WSAEWOULDBLOCK {
				b.Fatal("Send:", e)
			}
			await(b, root, spi.Writable)
		}
	}
}
