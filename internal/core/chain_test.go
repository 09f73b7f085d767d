package core_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/catalog"
	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/layer"
	"winsock/layer/pass"
	"winsock/provider/loop"
	"winsock/spi"
	"winsock/ws2def"
)

// elements are providers for chains that do what the running test wants: two layers and
// a base.
var elements [3]spi.Startup

func init() {
	for i := range elements {
		spi.Register(fmt.Sprint("element-", i), func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
			return elements[i](requested, entry, up)
		})
	}
}

// watchedLayer is a layer that lets all past it and notes in log what is done with it.
// It starts what is below with its first socket.
type watchedLayer struct {
	name  string
	log   *[]string
	up    spi.Upcalls
	below spi.Provider
	info  *ws2def.WSAProtocolInfo // what describes it
}

func (l *watchedLayer) note(what string, info *ws2def.WSAProtocolInfo) {
	*l.log = append(*l.log, fmt.Sprint(what, " ", l.name, " ", info.Name(), " ", info.ProtocolChain.ChainLen))
}

func (l *watchedLayer) start(_ uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
	l.note("start", entry)
	l.up = up
	return spi.Started{Version: spi.Version, HighVersion: spi.Version, Provider: l}, 0
}

func (l *watchedLayer) Open(req *spi.Request) (s spi.Socket, e spi.Errno) {
	l.note("open", req.Info)
	if l.below == nil {
		if l.below, l.info, e = l.up.Next(); e != 0 {
			return nil, e
		}
	}
	lower := *req
	lower.Info = l.info
	return l.below.Open(&lower)
}

func (l *watchedLayer) Cleanup() spi.Errno {
	*l.log = append(*l.log, "end "+l.name)
	return 0
}

// watchedBase is the provider loop, watched.
func watchedBase(log *[]string) spi.Startup {
	start, _ := spi.Find(loop.Name)
	return func(requested uint16, entry *ws2def.WSAProtocolInfo, up spi.Upcalls) (spi.Started, spi.Errno) {
		l := &watchedLayer{name: "base", log: log}
		l.note("start", entry)
		if _, _, e := up.Next(); e != ws2def.WSAEINVAL {
			*log = append(*log, fmt.Sprint("a base has something below it: ", e))
		}
		started, e := start(requested, entry, up)
		l.below, l.info = started.Provider, entry
		started.Provider = l
		return started, e
	}
}

// installElements installs the provider loop's streams as element-2, with the layers
// element-1 and then element-0 over it.
func installElements(t *testing.T) {
	t.Helper()
	stream := loop.Entries()[0]
	install(t, catalog.Entry{Path: "go:element-2", Info: stream})
	for _, i := range []int{1, 0} {
		name := fmt.Sprint("element-", i)
		cover(t, catalog.Layer{
			Provider: ws2def.GUID{Data1: 0x656C656D, Data2: uint16(i)}, Path: spi.PathPrefix + name, Name: name,
			Over: []catalog.Triple{{Family: loop.AF_LOOP, Type: ws2def.SOCK_STREAM, Protocol: stream.Protocol}},
		})
	}
}

func TestP284_WhatElementsGetToKnow(t *testing.T) {
	clause.Covers(t, "P-282", "P-283", "P-284", "P-198")
	var log []string
	elements[0] = (&watchedLayer{name: "top", log: &log}).start
	elements[1] = (&watchedLayer{name: "middle", log: &log}).start
	elements[2] = watchedBase(&log)
	installElements(t)
	var data ws2def.WSAData
	if e := core.Startup(0x0202, &data); e != 0 {
		t.Fatal("Startup:", e)
	}
	for range 2 {
		loopSocket(t, ws2def.SOCK_STREAM)
	}
	if e := core.Cleanup(); e != 0 {
		t.Fatal("Cleanup:", e)
	}
	const chain = "element-0 over [element-1 over [Loop [stream]]] 3"
	want := []string{
		"start top " + chain, "open top " + chain, // only the top is started by the library
		"start middle " + chain, "open middle " + chain, // unmodified
		"start base Loop [stream] 1", "open base Loop [stream] 1",
		"open top " + chain, "open middle " + chain, "open base Loop [stream] 1",
		"end top", "end middle", "end base",
	}
	if diff := cmp.Diff(want, log); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// assorted are sockets of several providers and layers in one process: each kind's
// connection, of which both ends are of that kind.
func assorted(t *testing.T) map[string][2]core.Handle {
	t.Helper()
	startUnderPass(t)
	c, err := catalog.DefaultStore().Read()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][2]core.Handle)
	for i := range c.Len() {
		info := c.At(i).Info
		at := loopback(0)
		switch {
		case info.SocketType != ws2def.SOCK_STREAM:
			continue
		case info.AddressFamily == loop.AF_LOOP:
			at = loop.Address(0)
		case info.AddressFamily == ws2def.AF_UNIX:
			at = unixName(fmt.Sprint(t.TempDir(), "/", i))
		case info.AddressFamily != ws2def.AF_INET:
			continue
		}
		l, client := createBy(t, &info), createBy(t, &info)
		listenOn(t, l, at)
		if e := core.Connect(client, name(t, l), spi.Park); e != 0 {
			t.Fatal("Connect:", e)
		}
		all[info.Name()] = [2]core.Handle{client, take(t, l)}
	}
	if len(all) != 7 {
		t.Fatalf("there are connections of %v", slices.Collect(maps.Keys(all)))
	}
	return all
}

// createBy makes a socket of the entry that info describes.
func createBy(t *testing.T, info *ws2def.WSAProtocolInfo) core.Handle {
	t.Helper()
	h, e := core.Create(0, 0, 0, info, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(h, spi.Park) })
	return h
}

func TestP247_SocketsOfSeveralProviders(t *testing.T) {
	clause.Covers(t, "P-247")
	all := assorted(t)
	var read []core.Handle
	for _, pair := range all {
		read = append(read, pair[1])
	}
	for _, how := range []spi.Way{spi.Park, spi.Hold} {
		for kind, pair := range all {
			set, fds := slices.Clone(read), make([]core.PollFd, len(read))
			for i, h := range read {
				fds[i] = core.PollFd{Fd: h, Events: ws2def.POLLRDNORM}
			}
			done := make(chan string, 2)
			go func() {
				n, e := core.Select(&set, nil, nil, 5*time.Second, how)
				done <- fmt.Sprint("Select: ", n, " ", e, " ", slices.Equal(set, []core.Handle{pair[1]}))
			}()
			go func() {
				n, e := core.Poll(fds, len(fds), 5*time.Second, how)
				right := true
				for _, f := range fds {
					right = right && (f.REvents == ws2def.POLLRDNORM) == (f.Fd == pair[1])
				}
				done <- fmt.Sprint("Poll: ", n, " ", e, " ", right)
			}()
			for !core.Watched(pair[1]) {
				time.Sleep(100 * time.Microsecond)
			}
			give(t, pair[0], "x")
			got := []string{<-done, <-done}
			slices.Sort(got)
			if want := []string{"Poll: 1 " + fmt.Sprint(core.Errno(0)) + " true", "Select: 1 " + fmt.Sprint(core.Errno(0)) + " true"}; !slices.Equal(got, want) {
				t.Errorf("data for %s: %q, want %q", kind, got, want)
			}
			gets(t, pair[1], 2, "x")
		}
	}
}

func TestP289_OverlappedThroughLayers(t *testing.T) {
	clause.Covers(t, "P-289", "P-287")
	for kind, pair := range assorted(t) {
		buf, p := overlappedReceive(t, pair[1], 8, ws2def.WSA_IO_PENDING)
		give(t, pair[0], "data")
		p.ends(t, ws2def.STATUS_SUCCESS, 4)
		if string(buf[:4]) != "data" {
			t.Errorf("%s: received %q", kind, buf[:4])
		}
		_, p = overlappedReceive(t, pair[1], 8, ws2def.WSA_IO_PENDING)
		if e := core.Cancel(pair[1], nil); e != 0 {
			t.Errorf("%s: Cancel: %v", kind, e)
		}
		p.ends(t, ws2def.STATUS_CANCELLED, 0)
	}
}

func TestP291_BaseHandle(t *testing.T) {
	clause.Covers(t, "P-291", "P-292")
	for kind, pair := range assorted(t) {
		for _, code := range []uint32{
			ws2def.SIO_BASE_HANDLE, ws2def.SIO_BSP_HANDLE, ws2def.SIO_BSP_HANDLE_SELECT, ws2def.SIO_BSP_HANDLE_POLL,
			ws2def.SIO_QUERY_TARGET_PNP_HANDLE,
		} {
			out := make([]byte, 8)
			n, e := core.Ioctl(pair[0], code, nil, out, spi.Park)
			if got := core.Handle(binary.LittleEndian.Uint64(out)); n != 8 || e != 0 || got != pair[0] {
				t.Errorf("%s: code %#x gives %#x (%d, %v), want the socket", kind, code, got, n, e)
			}
			for _, short := range [][]byte{nil, out[:7]} {
				if _, e := core.Ioctl(pair[0], code, nil, short, spi.Park); e != ws2def.WSAEFAULT {
					t.Errorf("%s: code %#x into %d bytes: %v", kind, code, len(short), e)
				}
			}
		}
	}
}

// numbered is a socket whose value a provider has asked for, over one with another value.
type numbered struct {
	spi.Socket
	number, base core.Handle
}

func (n *numbered) Lower() spi.Socket   { return n.Socket }
func (n *numbered) Number() core.Handle { return n.number }

func (n *numbered) Ioctl(code uint32, _, out []byte) (int, spi.Errno) {
	if code != ws2def.SIO_BASE_HANDLE {
		return 0, ws2def.WSAEOPNOTSUPP
	}
	binary.LittleEndian.PutUint64(out, uint64(n.base))
	return 8, 0
}

func TestP291_BaseHandleOfAnotherValue(t *testing.T) {
	clause.Covers(t, "P-291", "P-268")
	const base = 0x1234
	elements[0] = layer.Startup(func(_ *spi.Request, below spi.Socket) (spi.Socket, spi.Errno) {
		h, e := core.Reserve(0)
		return &numbered{below, h, base}, e
	})
	install(t)
	cover(t, catalog.Layer{
		Provider: ws2def.GUID{Data1: 1}, Path: "go:element-0", Name: "Numbered", IFS: true,
		Over: []catalog.Triple{{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}},
	})
	start(t)
	h := tcp4(t)
	for code, want := range map[uint32]core.Handle{ws2def.SIO_BASE_HANDLE: base, ws2def.SIO_BSP_HANDLE_SELECT: h} {
		out := make([]byte, 8)
		if n, e := core.Ioctl(h, code, nil, out, spi.Park); n != 8 || e != 0 || binary.LittleEndian.Uint64(out) != uint64(want) {
			t.Errorf("code %#x gives %#x (%d, %v), want %#x", code, out, n, e, want)
		}
	}
}

func TestP288_PastALayer(t *testing.T) {
	clause.Covers(t, "P-286", "P-288", "P-281")
	var log []string
	elements[0] = (&watchedLayer{name: "past", log: &log}).start
	install(t)
	tcp := catalog.Triple{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}
	past := cover(t, catalog.Layer{
		Provider: ws2def.GUID{Data1: 1}, Path: "go:element-0", Name: "Past", IFS: true, Over: []catalog.Triple{tcp},
	})[0]
	marks := installLayer(t, "marked-1")
	start(t)
	for _, tt := range []struct {
		id     uint32
		direct bool
	}{{baseTCP, true}, {past, true}, {marks, false}} {
		a, _ := pairOf(t, describedBy(t, tt.id))
		if got := core.IsDirect(a); got != tt.direct {
			t.Errorf("entry %d: transfers need nobody but the kernel: %v, want %v", tt.id, got, tt.direct)
		}
		ifs := protocolInfo(t, a).ServiceFlags1&ws2def.XP1_IFS_HANDLES != 0
		if ifs != tt.direct {
			t.Errorf("entry %d: XP1_IFS_HANDLES: %v", tt.id, ifs)
		}
	}
}

func TestP406_LayersAndOtherProcesses(t *testing.T) {
	clause.Covers(t, "P-284", "P-393", "P-406")
	install(t)
	tcp := catalog.Triple{Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP}
	shares := cover(t, catalog.Layer{Provider: pass.Provider, Path: "go:pass", Name: "Pass", Over: []catalog.Triple{tcp}})[0]
	keeps := installLayer(t, "marked-1") // over the one before
	start(t)
	self := uint32(os.Getpid())

	a, b := pairOf(t, describedBy(t, shares))
	info := duplicate(t, a, int(self))
	if info.CatalogEntryId != shares || info.ProtocolChain.ChainLen != 2 {
		t.Errorf("the structure is of entry %d with a chain of %d, want %d with 2", info.CatalogEntryId, info.ProtocolChain.ChainLen, shares)
	}
	again, e := core.Create(0, 0, 0, &info, 0, 0)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	for _, h := range []core.Handle{again, a} {
		if got := through(t, h, b, "x"); got != "x" {
			t.Errorf("received %q", got)
		}
		if got := through(t, b, h, "y"); got != "y" {
			t.Errorf("received %q", got)
		}
		if info := protocolInfo(t, h); info.CatalogEntryId != shares {
			t.Errorf("it is of entry %d", info.CatalogEntryId)
		}
		if e := core.Close(h, spi.Park); e != 0 {
			t.Error("Close:", e)
		}
	}

	a, b = pairOf(t, describedBy(t, keeps))
	if e := core.Duplicate(a, self, &info); e != ws2def.WSAEOPNOTSUPP {
		t.Errorf("Duplicate over a layer that does not share: %v, want WSAEOPNOTSUPP", e)
	}
	if _, e := core.Bequeath([]core.Handle{a}, [3]core.Handle{}, nil); e != ws2def.WSAEOPNOTSUPP {
		t.Errorf("Bequeath over a layer that does not share: %v, want WSAEOPNOTSUPP", e)
	}
	if got := through(t, a, b, "\x10"); got != "\x11" {
		t.Errorf("afterwards the layer makes %q of it", got)
	}
}

func TestP325_GroupsThroughLayers(t *testing.T) {
	clause.Covers(t, "P-325", "P-284")
	install(t)
	chain := installLayer(t, "marked-1")
	start(t)
	founder, e := core.Create(0, 0, 0, describedBy(t, chain), ws2def.SG_UNCONSTRAINED_GROUP, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		t.Fatal("Create:", e)
	}
	t.Cleanup(func() { core.Close(founder, spi.Park) })
	// The provider of the base is that of the group, whatever stands over it.
	h, e := core.Create(ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, nil, groupID(t, founder), 0)
	if e != 0 {
		t.Error("a member of the base:", e)
	}
	core.Close(h, spi.Park)
	if _, e := core.Create(ws2def.AF_INET6, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP, nil, groupID(t, founder), 0); e != ws2def.WSAEINVAL {
		t.Errorf("a member of another provider: %v, want WSAEINVAL", e)
	}
}

// A child that had what is below a layer in C, but not the layer's socket, would keep the
// connection open.
func TestBelowLayersNothingIsInherited(t *testing.T) {
	start(t)
	info := describedBy(t, baseTCP)
	h, e := core.CreateBelow(0, 0, 0, info, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if e != 0 {
		t.Fatal("CreateBelow:", e)
	}
	defer core.Close(h, spi.Park)
	if _, e := core.Bequeath([]core.Handle{h}, [3]core.Handle{}, nil); e != ws2def.WSAEOPNOTSUPP {
		t.Errorf("Bequeath: %v, want WSAEOPNOTSUPP", e)
	}
	all, e := core.Bequeath(nil, [3]core.Handle{}, nil)
	if e != 0 {
		t.Fatal("Bequeath of all:", e)
	}
	defer all.Close()
	if len(all.Files) > 1 { // that with the list, if any
		t.Errorf("a child gets %d files", len(all.Files))
	}
}
