package winsock_test

import (
	"errors"
	"testing"

	"winsock"
	"winsock/internal/clause"
)

func TestS001_StartupAndCleanup(t *testing.T) {
	clause.Covers(t, "S-001", "S-002", "S-003", "S-004", "S-005", "S-009")
	if err := winsock.WSACleanup(); err != winsock.WSANOTINITIALISED {
		t.Error("WSACleanup before WSAStartup:", err)
	}
	if s, err := winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, 0, nil, 0, 0); s != winsock.InvalidHandle || err != winsock.WSANOTINITIALISED {
		t.Error("WSASocket before WSAStartup:", s, err)
	}
	if h, err := winsock.GetHostByName("localhost"); h != nil || err != winsock.WSANOTINITIALISED {
		t.Error("GetHostByName before WSAStartup:", h, err)
	}
	if err := winsock.WSAStartup(0x0202, nil); err != winsock.WSAEFAULT {
		t.Error("WSAStartup without data:", err)
	}
	if err := winsock.WSAStartup(0x0100, new(winsock.WSAData)); err != winsock.WSAVERNOTSUPPORTED {
		t.Error("WSAStartup for version 0.1:", err)
	}
	for _, version := range []uint32{0x0202, 0x0101} {
		var data winsock.WSAData
		if err := winsock.WSAStartup(version, &data); err != nil || uint32(data.Version) != version || data.HighVersion != 0x0202 {
			t.Errorf("WSAStartup(%#x): %v, version %#x of %#x", version, err, data.Version, data.HighVersion)
		}
	}
	s, err := winsock.Socket(winsock.AF_INET, winsock.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal("Socket:", err)
	}
	if err := winsock.WSACleanup(); err != nil {
		t.Error("first WSACleanup:", err)
	}
	if err := winsock.Bind(s, loopback()); err != nil {
		t.Error("Bind between the cleanups:", err)
	}
	if err := winsock.WSACleanup(); err != nil {
		t.Error("last WSACleanup:", err)
	}
	if err := winsock.Bind(s, loopback()); err != winsock.WSANOTINITIALISED {
		t.Error("Bind after the last cleanup:", err)
	}
}

// TestErrnoIsBare shows how programs compare the errors of low-level calls.
func TestErrnoIsBare(t *testing.T) {
	startup(t)
	_, err := winsock.WSASocket(0xDEAD, winsock.SOCK_STREAM, winsock.IPPROTO_TCP, nil, 0, 0)
	if err != winsock.WSAEAFNOSUPPORT {
		t.Error("the error is not the constant:", err)
	}
	var code winsock.Errno
	if !errors.As(err, &code) || code.Name() != "WSAEAFNOSUPPORT" {
		t.Error("the error is no Errno:", err)
	}
}
