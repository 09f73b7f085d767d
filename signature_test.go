package winsock_test

import (
	"os"
	"testing"

	"winsock"
	"winsock/internal/clause"
)

// The calls have the signatures of golang.org/x/sys/windows, or what it would give them, and
// are those of wide characters.
func TestP008_Signatures(t *testing.T) {
	clause.Covers(t, "P-008")
	var (
		open      func(af, typ, protocol int32, info *winsock.WSAProtocolInfo, group, flags uint32) (winsock.Handle, error) = winsock.WSASocket
		duplicate func(s winsock.Handle, process uint32, info *winsock.WSAProtocolInfo) error                               = winsock.WSADuplicateSocket
		enumerate func(protocols *int32, buffer *winsock.WSAProtocolInfo, length *uint32) (int32, error)                    = winsock.WSAEnumProtocols
	)
	startup(t)
	s, err := open(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP, nil, 0, winsock.WSA_FLAG_OVERLAPPED)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.Closesocket(s)
	var info winsock.WSAProtocolInfo
	if err := duplicate(s, uint32(os.Getpid()), &info); err != nil {
		t.Fatal(err)
	}
	if name := info.Name(); name == "" || len(info.ProtocolName) != 256 {
		t.Errorf("the structure names %q, of up to %d characters", name, len(info.ProtocolName))
	}
	again, err := open(0, 0, 0, &info, 0, winsock.WSA_FLAG_OVERLAPPED)
	if err != nil {
		t.Fatal(err)
	}
	winsock.Closesocket(again)
	var size uint32
	if n, err := enumerate(nil, nil, &size); n != -1 || err != winsock.WSAENOBUFS || size == 0 {
		t.Errorf("%d, %v, %d bytes", n, err, size)
	}
}
