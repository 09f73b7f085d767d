package ws2def

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
)

func TestP009_ProtocolName(t *testing.T) {
	clause.Covers(t, "P-009")
	for _, tt := range []struct {
		name, set, w, a string
	}{
		{"plain", "MSAFD Tcpip [TCP/IP]", "MSAFD Tcpip [TCP/IP]", "MSAFD Tcpip [TCP/IP]"},
		{"empty", "", "", ""},
		{"longest", strings.Repeat("x", 255), strings.Repeat("x", 255), strings.Repeat("x", 255)},
		{"one too long", strings.Repeat("x", 256), strings.Repeat("x", 255), strings.Repeat("x", 255)},
		{"two bytes each", strings.Repeat("é", 200), strings.Repeat("é", 200), strings.Repeat("é", 127)},
		{"three bytes each", strings.Repeat("€", 300), strings.Repeat("€", 255), strings.Repeat("€", 85)},
		{"surrogates", "x" + strings.Repeat("😀", 200), "x" + strings.Repeat("😀", 127), "x" + strings.Repeat("😀", 63)},
		{"surrogates cut", strings.Repeat("😀", 200), strings.Repeat("😀", 127), strings.Repeat("😀", 63)},
		{"zero", "ab\x00cd", "ab", "ab"},
		{"not UTF-8", "a\xffb", "a\uFFFDb", "a\uFFFDb"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := WSAProtocolInfo{ServiceFlags1: 1, ProviderId: ProviderTCPIP, ProviderReserved: 9, MessageSize: 8}
			p.SetName("an older and longer name")
			p.SetName(tt.set)
			if got := p.Name(); got != tt.w {
				t.Errorf("W name is %q, want %q", got, tt.w)
			}
			if p.ProtocolName[WSAPROTOCOL_LEN] != 0 {
				t.Error("the W name has no end")
			}
			a := p.A()
			if got := a.Name(); got != tt.a {
				t.Errorf("A name is %q, want %q", got, tt.a)
			}
			if a.ProtocolName[WSAPROTOCOL_LEN] != 0 {
				t.Error("the A name has no end")
			}
			back := a.W()
			want := p
			want.SetName(tt.a)
			if diff := cmp.Diff(want, back); diff != "" {
				t.Errorf("A and back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNamesOfBrokenEntries(t *testing.T) {
	var w WSAProtocolInfo
	for i := range w.ProtocolName {
		w.ProtocolName[i] = 0xD800 // half a surrogate pair, no end
	}
	if got := w.Name(); got != strings.Repeat("\uFFFD", 256) {
		t.Errorf("W name is %q", got)
	}
	var a WSAProtocolInfoA
	for i := range a.ProtocolName {
		a.ProtocolName[i] = 0xC3
	}
	if got := a.Name(); !utf8.ValidString(got) || got == "" {
		t.Errorf("A name is %q", got)
	}
}

func FuzzProtocolName(f *testing.F) {
	f.Add("MSAFD Tcpip [TCP/IP]")
	f.Add(strings.Repeat("😀", 130))
	f.Fuzz(func(t *testing.T, name string) {
		var p WSAProtocolInfo
		p.SetName(name)
		first := p.Name()
		p.SetName(first)
		if again := p.Name(); again != first {
			t.Fatalf("%q became %q and then %q", name, first, again)
		}
		a := p.A()
		if !strings.HasPrefix(first, a.Name()) {
			t.Fatalf("A of %q is %q", first, a.Name())
		}
	})
}
