package core_test

import (
	"bytes"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// A send that waits is finished before the end is sent; one that waits for its
// turn behind it is too late.
func TestS367_ShutdownUnderSend(t *testing.T) {
	clause.Covers(t, "S-367", "S-371", "S-273")
	for way, how := range ways {
		t.Run(way, func(t *testing.T) {
			start(t)
			client, server := pair(t)
			data := large(16 << 20)
			sending := blocked(t, func() core.Errno {
				n, e := core.Send(client, data, 0, how)
				if n != len(data) {
					t.Errorf("Send: %d bytes", n)
				}
				return e
			})
			behind := blocked(t, func() core.Errno { _, e := core.Send(client, []byte("too late"), 0, how); return e })
			if e := core.Shutdown(client, ws2def.SD_SEND); e != 0 {
				t.Fatal("Shutdown:", e)
			}
			if e := send(client, "x"); e != ws2def.WSAESHUTDOWN {
				t.Error("S-273: Send:", e)
			}
			got := make([]byte, len(data)+1)
			n, e := core.Recv(server, got, ws2def.MSG_WAITALL, how)
			if n != len(data) || e != 0 || !bytes.Equal(data, got[:n]) {
				t.Errorf("%d of %d bytes, %v", n, len(data), e)
			}
			if e := <-sending; e != 0 {
				t.Error("the send that waited:", e)
			}
			if e := <-behind; e != ws2def.WSAESHUTDOWN {
				t.Error("the send behind it:", e)
			}
		})
	}
}

// The end of the stream wakes a receiver, and leaves the other direction alone.
func TestS368_HalfClosed(t *testing.T) {
	clause.Covers(t, "S-367", "S-368", "S-362", "S-363", "S-308")
	for way, how := range ways {
		t.Run(way, func(t *testing.T) {
			start(t)
			client, server := pair(t)
			end := blocked(t, func() core.Errno {
				n, e := core.Recv(server, make([]byte, 9), 0, how)
				if n != 0 {
					t.Errorf("Recv: %d bytes", n)
				}
				return e
			})
			for range 2 {
				if e := core.Shutdown(client, ws2def.SD_SEND); e != 0 {
					t.Error("Shutdown:", e)
				}
			}
			if e := <-end; e != 0 {
				t.Error("Recv:", e)
			}
			for range 3 {
				if e := send(server, "still here"); e != 0 {
					t.Error("Send:", e)
				}
				if s, e := recv(client, 0); s != "still here" || e != 0 {
					t.Errorf("Recv: %q, %v", s, e)
				}
			}
			core.Shutdown(server, ws2def.SD_SEND)
			if s, e := recv(client, 0); s != "" || e != 0 {
				t.Errorf("Recv: %q, %v", s, e)
			}
		})
	}
}

func TestS364_HowComesFirst(t *testing.T) {
	clause.Covers(t, "S-360", "S-362", "S-364", "S-365", "S-109")
	start(t)
	l, _ := listener(t)
	client, _ := pair(t)
	udp := create(t, ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	for _, c := range []struct {
		what string
		h    core.Handle
		want core.Errno
	}{
		{"new TCP socket", tcp4(t), ws2def.WSAENOTCONN},
		{"listener", l, ws2def.WSAENOTCONN},
		{"connected TCP socket", client, 0},
		{"new UDP socket", udp, 0},
	} {
		for _, how := range []int32{ws2def.SD_RECEIVE, ws2def.SD_SEND, ws2def.SD_BOTH} {
			if e := core.Shutdown(c.h, how); e != c.want {
				t.Errorf("%s, %d: %v, want %v", c.what, how, e, c.want)
			}
		}
		if c.want != 0 {
			continue // which fault of two is told is not known
		}
		for _, how := range []int32{3, 4, -1, 1 << 30, -1 << 31} {
			if e := core.Shutdown(c.h, how); e != ws2def.WSAEINVAL {
				t.Errorf("%s, %d: %v", c.what, how, e)
			}
		}
	}
}

func TestS366_ShutdownAfterReset(t *testing.T) {
	clause.Covers(t, "S-366")
	start(t)
	for _, how := range []int32{ws2def.SD_RECEIVE, ws2def.SD_SEND, ws2def.SD_BOTH} {
		for what, learn := range map[string]func(h core.Handle){
			"noticed":   func(h core.Handle) { recv(h, 0) },
			"unnoticed": func(core.Handle) {},
		} {
			client, server := pair(t)
			reset(t, server)
			eventually(t, int16(bad|hup|wr), func() int16 { return polled(t, client) })
			learn(client)
			if e := core.Shutdown(client, how); e != ws2def.WSAECONNRESET && e != ws2def.WSAECONNABORTED {
				t.Errorf("how %d, reset %s: %v", how, what, e)
			}
		}
	}
}

// Shutting down one direction of a datagram socket leaves the other.
func TestS365_DatagramDirections(t *testing.T) {
	clause.Covers(t, "S-365", "S-370")
	start(t)
	a, b := udp4(t), udp4(t)
	if e := core.Shutdown(a, ws2def.SD_SEND); e != 0 {
		t.Fatal("Shutdown:", e)
	}
	if e := sendTo(a, name(t, b), "x"); e != ws2def.WSAESHUTDOWN {
		t.Error("sendto:", e)
	}
	if e := sendTo(b, name(t, a), "to a"); e != 0 {
		t.Error("sendto:", e)
	}
	if s, e := recv(a, 0); s != "to a" || e != 0 {
		t.Errorf("recv: %q, %v", s, e)
	}
	if e := core.Shutdown(a, ws2def.SD_RECEIVE); e != 0 {
		t.Fatal("Shutdown:", e)
	}
	for range 3 {
		if e := sendTo(b, name(t, a), "kept"); e != 0 {
			t.Error("sendto:", e)
		}
		if _, e := recv(a, 0); e != ws2def.WSAESHUTDOWN {
			t.Error("recv:", e)
		}
	}
	// A receive that waits already gets its datagram.
	c := udp4(t)
	end := blocked(t, func() core.Errno { _, e := core.Recv(c, make([]byte, 9), 0, spi.Hold); return e })
	core.Shutdown(c, ws2def.SD_RECEIVE)
	sendTo(b, name(t, c), "x")
	if e := <-end; e != 0 {
		t.Error("recv that waited:", e)
	}
}
