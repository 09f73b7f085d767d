package core_test

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/registry"
	"winsock/ws2def"
)

const noUser = "65534"

// Structures that were stolen, forged, replayed or are somebody else's open nothing,
// and the answer is the same to all.
func TestForeignStructuresOpenNothing(t *testing.T) {
	clause.Covers(t, "P-394")
	shareRunDir(t)
	start(t)
	o := another(t, "", nil)
	thief := another(t, "", nil)
	stranger := another(t, noUser, nil)
	expects(t, o, "startup - = ok", "cleanup - = ok", "cleanup - = ok") // it fetches
	h := tcp4(t)
	info := duplicate(t, h, o.cmd.Process.Pid)
	text := encodeInfo(&info)
	expects(t, thief, "open s "+text+" = WSAEINVAL")
	expects(t, stranger, "open s "+text+" = WSAEINVAL")
	expects(t, o, "startup - = ok")
	for _, forge := range []func(*ws2def.WSAProtocolInfo){
		func(i *ws2def.WSAProtocolInfo) { i.ProviderReserved ^= 1 },
		func(i *ws2def.WSAProtocolInfo) { i.ProviderReserved ^= 1 << 31 },
		func(i *ws2def.WSAProtocolInfo) { i.ProviderReserved = 0xFFFFFFFF },
	} {
		forged := info
		forge(&forged)
		expects(t, o, "open s "+encodeInfo(&forged)+" = WSAEINVAL")
	}
	expects(t, o, "open s "+text+" = ok", "open again "+text+" = WSAEINVAL")
	expects(t, thief, "open s "+text+" = WSAEINVAL")

	// One for another provider is used up by the attempt.
	info = duplicate(t, h, o.cmd.Process.Pid)
	info.CatalogEntryId++
	expects(t, o, "open x "+encodeInfo(&info)+" = WSAEINVAL")
	info.CatalogEntryId--
	expects(t, o, "open x "+encodeInfo(&info)+" = WSAEINVAL")
}

// Sockets are for processes of the same user; root may give to all.
func TestDuplicateForOtherUsers(t *testing.T) {
	clause.Covers(t, "P-395")
	shareRunDir(t)
	start(t)
	stranger := another(t, noUser, nil)
	second := another(t, noUser, nil)
	for _, o := range []*other{stranger, second} {
		expects(t, o, "pid - = "+fmt.Sprint(o.cmd.Process.Pid))
	}
	stranger.do("bind s udp none 127.0.0.1 0")
	expects(t, stranger, fmt.Sprintf("duplicate s %d = WSAEINVAL", os.Getpid()))
	if got := stranger.do(fmt.Sprintf("duplicate s %d", second.cmd.Process.Pid)); len(got) != 2*628 {
		t.Error("between two of one user:", got)
	} else {
		expects(t, second, "open s "+got+" = ok")
	}
	info := duplicate(t, tcp4(t), stranger.cmd.Process.Pid)
	expects(t, stranger, "open r "+encodeInfo(&info)+" = ok")
}

// Another user's sockets with the names of doors don't make anybody wait, and get
// nothing.
func TestFalseDoors(t *testing.T) {
	shareRunDir(t)
	start(t)
	o := another(t, "", nil)
	expects(t, o, "startup - = ok", "cleanup - = ok", "cleanup - = ok")
	if os.Geteuid() != 0 {
		t.Skip("only root can make another user's files")
	}
	dir := os.Getenv("WINSOCK_RUN_DIR")
	var listeners []*net.UnixListener
	for i := range 20 {
		for _, pid := range []int{o.cmd.Process.Pid, os.Getpid()} {
			name := filepath.Join(dir, fmt.Sprintf("process.%d.%08x", pid, i))
			l, err := net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
			if err != nil {
				t.Fatal(err)
			}
			listeners = append(listeners, l)
			if err := os.Chown(name, 65534, 65534); err != nil {
				t.Fatal(err)
			}
		}
	}
	defer func() {
		for _, l := range listeners {
			l.Close()
		}
	}()
	expects(t, o, "startup - = ok")
	took := time.Hour
	for tries := 0; tries < 5 && took > 900*time.Millisecond; tries++ { // one second is a door's patience
		began := time.Now()
		info := duplicate(t, tcp4(t), o.cmd.Process.Pid)
		expects(t, o, "open s "+encodeInfo(&info)+" = ok")
		took = time.Since(began)
		expects(t, o, "close s = ok")
	}
	if took > 900*time.Millisecond {
		t.Error("false doors were waited at:", took)
	}
}

// What another process says of a socket is looked at before it is believed.
func FuzzPassport(f *testing.F) {
	f.Add([]byte(`{"Provider":{},"Entry":1001,"Family":2,"Type":1,"Number":6,"Cookie":1}`))
	f.Add([]byte(`{"Entry":-1}`))
	f.Add([]byte(`{"Cookie":1,"Below":{"Cookie":1,"Below":{}}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) { core.DecodePassport(text) })
}

// What other processes write about a shared socket may be anything.
func FuzzSharedState(f *testing.F) {
	start(f)
	h := create(f, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	f.Add([]byte(core.SharedText(h)))
	f.Add([]byte(`{"Transport":{"Phase":9}}`))
	f.Add([]byte(`{"Options":[{"Level":65535,"Name":4,"Value":1}],"Transport":{"Peer":"AgA="}}`))
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c any
		if json.Unmarshal(text, &c) != nil && len(text) > 4096 {
			return
		}
		core.TakeIn(h, text)
		core.Sockets()
		var v [8]byte
		core.GetSockOpt(h, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, v[:], 8)
		core.GetPeerName(h, nameBuf[:])
	})
}

// A child looks at what it inherits before it believes it.
func FuzzLegacy(f *testing.F) {
	f.Add([]byte(`{"Sockets":[{"Handle":4,"Flags":1,"Files":[3,4],"Passport":{"Cookie":1}}],"Standard":[4,0,0]}`))
	f.Add([]byte(`{"Sockets":[{"Handle":-1,"Files":[0,1,2]}]}`))
	f.Add([]byte(`{"Sockets":[{"Handle":4,"Files":[3,4,5],"Passport":{"Cookie":1,"Below":{}}}]}`))
	f.Add([]byte(`{"Sockets":[{"Handle":4,"Files":[],"Passport":{"Over":1}},{"Handle":8,"Files":[3],"Passport":{"Over":1}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if n := core.InheritsText(text); n != 0 {
			t.Error(n, "sockets out of nothing")
		}
	})
}

// A legacy is believed as far as the descriptors are what it says.
func TestFalseInheritance(t *testing.T) {
	clause.Covers(t, "P-415")
	for _, value := range []string{"", "x", "0.0", "1.1", "99999.1", "3.", "-1.5", "3.18446744073709551616"} {
		if n := core.Inherits(value); n != 0 {
			t.Errorf("%q: %d sockets", value, n)
		}
	}
	registry.Close()
}
