package winsock_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"unicode/utf16"

	"winsock"
	"winsock/internal/clause"
)

func TestO285_EventObjects(t *testing.T) {
	clause.Covers(t, "O-285", "O-286", "O-287", "O-288", "O-289", "O-290", "O-292")
	early, err := winsock.WSACreateEvent()
	if err != nil {
		t.Fatalf("WSACreateEvent before WSAStartup: %v", err)
	}
	if err := winsock.WSASetEvent(early); err != nil {
		t.Errorf("WSASetEvent before WSAStartup: %v", err)
	}
	if event, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{early}, false, 0, false); event != winsock.WSA_WAIT_EVENT_0 || err != nil {
		t.Errorf("WSAWaitForMultipleEvents before WSAStartup: %#x, %v", event, err)
	}
	if err := winsock.WSACloseEvent(early); err != nil {
		t.Errorf("WSACloseEvent before WSAStartup: %v", err)
	}
	startup(t)
	events := make([]winsock.Handle, 3)
	for i := range events {
		h, err := winsock.WSACreateEvent()
		if err != nil {
			t.Fatal(err)
		}
		events[i] = h
	}
	wait := func(all bool, want uint32, events ...winsock.Handle) {
		t.Helper()
		if got, err := winsock.WSAWaitForMultipleEvents(events, all, 0, true); got != want || err != nil {
			t.Errorf("wait: %#x, %v, want %#x", got, err, want)
		}
	}
	wait(false, winsock.WSA_WAIT_TIMEOUT, events...)
	if err := winsock.WSASetEvent(events[2]); err != nil {
		t.Error(err)
	}
	wait(false, 2, events...)
	wait(false, 2, events...) // of manual reset
	wait(true, winsock.WSA_WAIT_TIMEOUT, events...)
	winsock.SetEvent(events[0])
	winsock.SetEvent(events[1])
	wait(false, 0, events...)
	wait(true, 0, events...)
	if err := winsock.WSAResetEvent(events[0]); err != nil {
		t.Error(err)
	}
	wait(false, 1, events...)
	for _, bad := range []struct {
		name   string
		events []winsock.Handle
		all    bool
		want   error
	}{
		{"none", nil, false, winsock.WSA_INVALID_PARAMETER},
		{"65", slices.Repeat(events[:1], 65), false, winsock.WSA_INVALID_PARAMETER},
		{"one twice", []winsock.Handle{events[0], events[0]}, true, winsock.WSA_INVALID_PARAMETER},
		{"no handle", []winsock.Handle{events[0], 12345}, false, winsock.WSA_INVALID_HANDLE},
	} {
		if got, err := winsock.WSAWaitForMultipleEvents(bad.events, bad.all, 0, false); got != winsock.WSA_WAIT_FAILED || err != bad.want {
			t.Errorf("%s: %#x, %v, want %v", bad.name, got, err, bad.want)
		}
	}
	wait(false, winsock.WSA_WAIT_TIMEOUT, slices.Repeat(events[:1], 64)...)
	for _, h := range events {
		if err := winsock.WSACloseEvent(h); err != nil {
			t.Error(err)
		}
		for name, call := range map[string]func(winsock.Handle) error{
			"WSACloseEvent": winsock.WSACloseEvent, "WSASetEvent": winsock.WSASetEvent,
			"WSAResetEvent": winsock.WSAResetEvent, "PulseEvent": winsock.PulseEvent,
		} {
			if err := call(h); err != winsock.WSA_INVALID_HANDLE {
				t.Errorf("%s of a closed event: %v", name, err)
			}
		}
	}
}

func TestNamedEvents(t *testing.T) {
	name := &utf16.Encode([]rune(fmt.Sprintf("winsock-%d\x00", os.Getpid())))[0]
	first, err := winsock.CreateEvent(&winsock.SecurityAttributes{InheritHandle: 1}, 0, 1, name)
	if err != nil {
		t.Fatal(err)
	}
	second, err := winsock.CreateEvent(nil, 1, 0, name)
	if err != winsock.ERROR_ALREADY_EXISTS || second == 0 {
		t.Errorf("CreateEvent of a name that is taken: %#x, %v", second, err)
	}
	third, err := winsock.OpenEvent(0, true, name)
	if err != nil {
		t.Error("OpenEvent:", err)
	}
	for i, h := range []winsock.Handle{second, third} {
		if event, err := winsock.WaitForSingleObject(h, 0); event != winsock.WAIT_OBJECT_0 || err != nil {
			t.Errorf("wait %d: %#x, %v", i, event, err)
		}
		winsock.SetEvent(first)
	}
	for _, h := range []winsock.Handle{first, second, third} {
		if err := winsock.CloseHandle(h); err != nil {
			t.Error(err)
		}
	}
	if h, err := winsock.OpenEvent(0, false, name); err == nil {
		t.Errorf("OpenEvent of a name that is gone: %#x", h)
	}
}

// A client that does everything when an event tells it to.
func TestEventSelectClient(t *testing.T) {
	clause.Covers(t, "O-293", "O-299", "O-306", "O-307", "O-310", "O-311")
	startup(t)
	l, to := listener(t)
	s, err := winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	event, err := winsock.WSACreateEvent()
	if err != nil {
		t.Fatal(err)
	}
	if err := winsock.WSAEventSelect(s, event, winsock.FD_ALL_EVENTS); err != nil {
		t.Fatal(err)
	}
	go func() {
		peer, _, err := winsock.Accept(l)
		if err != nil {
			return
		}
		defer winsock.Closesocket(peer)
		buf := make([]byte, 64)
		for {
			n, err := winsock.Recv(peer, buf, 0)
			if n == 0 || err != nil {
				return
			}
			winsock.Send(peer, buf[:n], 0)
		}
	}()
	if err := winsock.Connect(s, to); err != winsock.WSAEWOULDBLOCK {
		t.Fatal("Connect:", err)
	}
	var got []byte
	for ended := false; !ended; {
		if _, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event}, false, 10000, false); err != nil {
			t.Fatal(err)
		}
		var happened winsock.WSANETWORKEVENTS
		if err := winsock.WSAEnumNetworkEvents(s, event, &happened); err != nil {
			t.Fatal(err)
		}
		if happened.NetworkEvents == 0 {
			t.Fatal("nothing has happened")
		}
		for bit, e := range happened.ErrorCode {
			if e != 0 {
				t.Fatalf("event %d: %v", bit, winsock.Errno(e))
			}
		}
		if happened.NetworkEvents&winsock.FD_WRITE != 0 {
			if _, err := winsock.Send(s, []byte("hello"), 0); err != nil {
				t.Fatal(err)
			}
			if err := winsock.Shutdown(s, winsock.SD_SEND); err != nil {
				t.Fatal(err)
			}
		}
		if happened.NetworkEvents&winsock.FD_READ != 0 {
			p := make([]byte, 3)
			n, err := winsock.Recv(s, p, 0)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p[:n]...)
		}
		ended = happened.NetworkEvents&winsock.FD_CLOSE != 0
	}
	for {
		p := make([]byte, 3)
		n, err := winsock.Recv(s, p, 0)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
		got = append(got, p[:n]...)
	}
	if string(got) != "hello" {
		t.Errorf("got %q", got)
	}
	winsock.Closesocket(s)
	if err := winsock.WSACloseEvent(event); err != nil {
		t.Error(err)
	}
}
