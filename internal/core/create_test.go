package core_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/sys"
	"winsock/spi"
	"winsock/ws2def"
)

const x = 0xDEAD

// The matrix of WSASocket without structure: what each triple gives on the
// stock catalog.
func TestCreateMatrix(t *testing.T) {
	clause.Covers(t, "P-117", "P-125", "P-126", "P-127", "P-128", "P-129", "P-130", "P-131", "P-133", "P-136",
		"P-142", "P-147", "P-148", "P-149", "S-042", "S-043", "S-044", "S-045", "S-106")
	start(t)
	type triple struct{ af, typ, proto int32 }
	const (
		inet, inet6, unix_ = ws2def.AF_INET, ws2def.AF_INET6, ws2def.AF_UNIX
		stream, dgram, raw = ws2def.SOCK_STREAM, ws2def.SOCK_DGRAM, ws2def.SOCK_RAW
		tcp, udp           = ws2def.IPPROTO_TCP, ws2def.IPPROTO_UDP
		noAF, noType       = ws2def.WSAEAFNOSUPPORT, ws2def.WSAESOCKTNOSUPPORT
		noProto, inval     = ws2def.WSAEPROTONOSUPPORT, ws2def.WSAEINVAL
	)
	mayRaw := mayRaw(t)
	for _, c := range []struct {
		s, p string
		ask  triple
		want triple
		e    core.Errno
	}{
		{"S-046", "P-152", triple{x, stream, tcp}, triple{}, noAF},
		{"S-047", "P-153", triple{-1, stream, tcp}, triple{}, noAF},
		{"S-048", "P-154", triple{inet, x, tcp}, triple{}, noType},
		{"S-049", "P-155", triple{inet, -1, tcp}, triple{}, noType},
		{"S-050", "P-156", triple{inet, stream, x}, triple{}, noProto},
		{"S-051", "P-157", triple{inet, stream, -1}, triple{}, noProto},
		{"S-052", "P-158", triple{x, x, tcp}, triple{}, noType},
		{"S-053", "P-159", triple{x, stream, x}, triple{}, noAF},
		{"S-054", "P-160", triple{inet, x, x}, triple{}, noType},
		{"S-055", "P-161", triple{x, stream, udp}, triple{}, noAF},
		{"S-056", "P-162", triple{inet, stream, 0}, triple{inet, stream, tcp}, 0},
		{"S-057", "P-163", triple{inet, dgram, 0}, triple{inet, dgram, udp}, 0},
		{"S-058", "P-164", triple{inet, x, 0}, triple{}, noType},
		{"S-059", "P-165", triple{inet, 0, tcp}, triple{inet, stream, tcp}, 0},
		{"S-060", "P-166", triple{inet, 0, udp}, triple{inet, dgram, udp}, 0},
		{"S-061", "P-167", triple{inet, 0, x}, triple{}, noProto},
		{"S-061", "P-168", triple{inet, 0, -1}, triple{}, noProto},
		{"S-062", "P-169", triple{inet, 0, 0}, triple{inet, stream, tcp}, 0},
		{"S-063", "P-170", triple{inet, stream, udp}, triple{}, noProto},
		{"S-064", "P-171", triple{inet, dgram, tcp}, triple{}, noProto},
		{"S-065", "P-172", triple{0, stream, tcp}, triple{inet6, stream, tcp}, 0},
		{"S-066", "P-173", triple{0, stream, x}, triple{}, noProto},
		{"S-067", "P-174", triple{0, x, udp}, triple{}, noType},
		{"S-049", "P-175", triple{0, -1, -1}, triple{}, noType},
		{"S-068", "P-176", triple{0, stream, 0}, triple{}, inval},
		{"S-069", "P-177", triple{0, dgram, 0}, triple{}, inval},
		{"S-070", "P-178", triple{0, x, 0}, triple{}, inval},
		{"S-071", "P-179", triple{0, 0, tcp}, triple{inet6, stream, tcp}, 0},
		{"S-072", "P-180", triple{0, 0, udp}, triple{inet6, dgram, udp}, 0},
		{"S-073", "P-181", triple{0, 0, x}, triple{}, noProto},
		{"S-074", "P-182", triple{0, 0, 0}, triple{}, inval},
		{"S-075", "P-162", triple{inet6, stream, 0}, triple{inet6, stream, tcp}, 0},
		{"S-075", "P-163", triple{inet6, dgram, 0}, triple{inet6, dgram, udp}, 0},
		{"S-076", "P-144", triple{inet, raw, 0}, triple{inet, raw, 0}, 0},
		{"S-077", "P-185", triple{inet, raw, 1}, triple{inet, raw, 1}, 0},
		{"S-077", "P-184", triple{inet, raw, tcp}, triple{inet, raw, tcp}, 0},
		{"S-078", "P-144", triple{inet6, raw, 58}, triple{inet6, raw, 58}, 0},
		{"S-078", "P-144", triple{inet6, raw, 0}, triple{inet6, raw, 0}, 0},
		{"S-079", "P-183", triple{0, 0, 255}, triple{inet6, raw, 255}, 0},
		{"S-080", "P-129", triple{inet, 0, 200}, triple{inet, raw, 200}, 0},
		{"S-081", "P-129", triple{inet, raw, 256}, triple{}, noProto},
		{"S-083", "P-147", triple{unix_, dgram, 0}, triple{}, noAF},
		{"S-084", "P-131", triple{unix_, ws2def.SOCK_SEQPACKET, 0}, triple{}, noType},
		{"S-085", "P-131", triple{unix_, stream, tcp}, triple{}, noProto},
		{"S-086", "P-147", triple{inet, ws2def.SOCK_RDM, 113}, triple{}, noType},
		{"S-087", "P-186", triple{6, dgram, 1000}, triple{}, noAF},
		{"S-090", "P-100", triple{32, stream, 3}, triple{}, noAF},
		{"S-093", "P-100", triple{26, stream, 1}, triple{}, noAF},
		{"S-086", "P-147", triple{0, 4, 113}, triple{}, noType},
		{"S-057", "P-189", triple{0, 2, 17}, triple{inet6, dgram, udp}, 0},
	} {
		h, e := core.Create(c.ask.af, c.ask.typ, c.ask.proto, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
		if c.want.typ == raw && !mayRaw {
			c.e = ws2def.WSAEACCES
		}
		if e != c.e {
			t.Errorf("%s %s %v: %v, want %v", c.s, c.p, c.ask, e, c.e)
		}
		if e != 0 {
			if h != ws2def.InvalidHandle {
				t.Errorf("%s: a handle with an error", c.s)
			}
			continue
		}
		info, e := core.Inspect(h)
		if got := (triple{info.Family, info.Type, info.Protocol}); e != 0 || got != c.want {
			t.Errorf("%s %s %v: made %v, want %v", c.s, c.p, c.ask, got, c.want)
		}
		core.Close(h, spi.Park)
	}
}

func TestCreateNotStarted(t *testing.T) {
	clause.Covers(t, "S-004", "P-117", "S-005")
	if _, e := core.Create(2, 1, 6, nil, 0, 0); e != ws2def.WSANOTINITIALISED {
		t.Error(e)
	}
	if e := core.Cleanup(); e != ws2def.WSANOTINITIALISED {
		t.Error("Cleanup:", e)
	}
}

// entryOf is the structure of the stock entry for a triple.
func entryOf(t *testing.T, family, typ, protocol int32) *ws2def.WSAProtocolInfo {
	t.Helper()
	for _, info := range core.Protocols(nil, true) {
		if info.AddressFamily == family && info.SocketType == typ && info.Protocol == protocol {
			return &info
		}
	}
	t.Fatalf("no entry for %d, %d, %d", family, typ, protocol)
	return nil
}

func TestCreateFromStructure(t *testing.T) {
	clause.Covers(t, "P-067", "P-118", "P-120", "P-122", "P-123", "P-124", "S-094", "S-095", "S-096", "S-097", "S-098",
		"P-121", "P-061", "P-062")
	start(t)
	udp := entryOf(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
	with := func(change func(*ws2def.WSAProtocolInfo)) *ws2def.WSAProtocolInfo {
		info := *udp
		change(&info)
		return &info
	}
	fields := func(v int32) func(*ws2def.WSAProtocolInfo) {
		return func(info *ws2def.WSAProtocolInfo) { info.AddressFamily, info.SocketType, info.Protocol = v, v, v }
	}
	const from = ws2def.FROM_PROTOCOL_INFO
	for _, c := range []struct {
		name           string
		af, typ, proto int32
		info           *ws2def.WSAProtocolInfo
		wantTyp        int32
		e              core.Errno
	}{
		{"S-094 zeros", 0, 0, 0, udp, ws2def.SOCK_DGRAM, 0},
		{"S-094 all from the structure", from, from, from, udp, ws2def.SOCK_DGRAM, 0},
		{"S-095 arguments win", ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP, udp, ws2def.SOCK_STREAM, 0},
		{"S-096 fields -1", 0, 0, ws2def.IPPROTO_UDP, with(fields(-1)), 0, ws2def.WSAEAFNOSUPPORT},
		{"S-097 fields 0", 0, 0, ws2def.IPPROTO_UDP, with(fields(0)), 0, ws2def.WSAEAFNOSUPPORT},
		{"P-120 unknown entry", from, from, from, with(func(i *ws2def.WSAProtocolInfo) { i.CatalogEntryId = 4711 }), 0, ws2def.WSAEINVAL},
		{"P-120 empty structure", from, from, from, new(ws2def.WSAProtocolInfo), 0, ws2def.WSAEINVAL},
		{"P-121 spent duplicate", from, from, from, with(func(i *ws2def.WSAProtocolInfo) { i.ProviderReserved = 99 }), 0, ws2def.WSAEINVAL},
		{"provider's own refusal", ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_UDP, udp, 0, ws2def.WSAEPROTONOSUPPORT},
		{"foreign family", ws2def.AF_UNIX, from, from, udp, 0, ws2def.WSAEAFNOSUPPORT},
	} {
		h, e := core.Create(c.af, c.typ, c.proto, c.info, 0, 0)
		if e != c.e {
			t.Errorf("%s: %v, want %v", c.name, e, c.e)
			continue
		}
		if e == 0 {
			if info, _ := core.Inspect(h); info.Type != c.wantTyp {
				t.Errorf("%s: type %d", c.name, info.Type)
			}
			core.Close(h, spi.Park)
		}
	}
}

func TestCreateFlags(t *testing.T) {
	clause.Covers(t, "S-099", "S-100", "S-101", "S-102", "S-103", "P-137", "P-138", "P-140", "P-141", "S-041")
	start(t)
	const (
		croot, cleaf = ws2def.WSA_FLAG_MULTIPOINT_C_ROOT, ws2def.WSA_FLAG_MULTIPOINT_C_LEAF
		droot, dleaf = ws2def.WSA_FLAG_MULTIPOINT_D_ROOT, ws2def.WSA_FLAG_MULTIPOINT_D_LEAF
	)
	for _, c := range []struct {
		name         string
		typ          int32
		group, flags uint32
		e            core.Errno
	}{
		{"none", ws2def.SOCK_STREAM, 0, 0, 0},
		{"overlapped", ws2def.SOCK_STREAM, 0, ws2def.WSA_FLAG_OVERLAPPED, 0},
		{"not inherited", ws2def.SOCK_STREAM, 0, ws2def.WSA_FLAG_NO_HANDLE_INHERIT, 0},
		{"registered", ws2def.SOCK_STREAM, 0, ws2def.WSA_FLAG_REGISTERED_IO, 0},
		{"S-101 undefined 0x20", ws2def.SOCK_STREAM, 0, 0x20, ws2def.WSAEINVAL},
		{"S-101 undefined 0x200", ws2def.SOCK_STREAM, 0, 0x200, ws2def.WSAEINVAL},
		{"S-101 all bits", ws2def.SOCK_STREAM, 0, 0xFFFFFFFF, ws2def.WSAEINVAL},
		{"S-100 both control roles", ws2def.SOCK_DGRAM, 0, croot | cleaf | dleaf, ws2def.WSAEINVAL},
		{"S-100 both data roles", ws2def.SOCK_DGRAM, 0, cleaf | droot | dleaf, ws2def.WSAEINVAL},
		{"S-100 no multipoint in TCP", ws2def.SOCK_STREAM, 0, cleaf | dleaf, ws2def.WSAEINVAL},
		{"S-100 UDP has no rooted control plane", ws2def.SOCK_DGRAM, 0, croot | dleaf, ws2def.WSAEINVAL},
		{"S-100 UDP has no rooted data plane", ws2def.SOCK_DGRAM, 0, cleaf | droot, ws2def.WSAEINVAL},
		{"leaves of UDP", ws2def.SOCK_DGRAM, 0, cleaf | dleaf, 0},
		{"S-102 unknown group", ws2def.SOCK_STREAM, 0xABCD, 0, ws2def.WSAEINVAL},
		{"S-103 no privilege", ws2def.SOCK_STREAM, 0, ws2def.WSA_FLAG_ACCESS_SYSTEM_SECURITY, ws2def.WSAEACCES},
	} {
		h, e := core.Create(ws2def.AF_INET, c.typ, 0, nil, c.group, c.flags)
		if e != c.e {
			t.Errorf("%s: %v, want %v", c.name, e, c.e)
		}
		if e == 0 {
			if info, _ := core.Inspect(h); info.State != "new" {
				t.Errorf("%s: state %q", c.name, info.State)
			}
			core.Close(h, spi.Park)
		}
	}
}

// Descriptors run out for real: WSAEMFILE, and nothing is broken afterwards.
func TestCreateExhaustion(t *testing.T) {
	clause.Covers(t, "S-104", "P-150", "S-203")
	start(t)
	a, l := create(t, 2, 1, 6), create(t, 2, 1, 6)
	core.Bind(l, loopback(0))
	core.Listen(l, 5)
	if e := core.Connect(a, name(t, l), spi.Park); e != 0 {
		t.Fatal(e)
	}
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
		t.Fatal(err)
	}
	low := syscall.Rlimit{Cur: 64, Max: old.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &low); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_NOFILE, &old)
	var open []core.Handle
	var e core.Errno
	for range 100 {
		var h core.Handle
		if h, e = core.Create(2, 1, 6, nil, 0, 0); e != 0 {
			break
		}
		open = append(open, h)
	}
	if e != ws2def.WSAEMFILE || len(open) == 0 {
		t.Errorf("after %d sockets: %v", len(open), e)
	}
	if _, _, e := core.Accept(l, nil, spi.Park); e != ws2def.WSAEMFILE {
		t.Errorf("S-203: accept: %v", e)
	}
	for _, h := range open {
		core.Close(h, spi.Park)
	}
	s, _, e := core.Accept(l, nil, spi.Park)
	if e != 0 {
		t.Fatalf("S-203: the connection was lost: %v", e)
	}
	core.Close(s, spi.Park)
}

func TestCreateWithoutMemory(t *testing.T) {
	clause.Covers(t, "S-104", "P-150")
	start(t)
	for errno, want := range map[syscall.Errno]core.Errno{
		unix.ENOMEM: ws2def.WSAENOBUFS, unix.ENOBUFS: ws2def.WSAENOBUFS, unix.ENFILE: ws2def.WSAEMFILE,
		unix.EACCES: ws2def.WSAEACCES, unix.EPERM: ws2def.WSAEACCES, unix.EAFNOSUPPORT: ws2def.WSAEAFNOSUPPORT,
	} {
		sys.Inject(func(string) syscall.Errno { return errno })
		_, e := core.Create(2, 1, 6, nil, 0, 0)
		sys.Inject(nil)
		if e != want {
			t.Errorf("%v: %v, want %v", errno, e, want)
		}
	}
}

// A user without the right gets WSAEACCES for raw sockets.
func TestCreateRawWithoutRight(t *testing.T) {
	clause.Covers(t, "S-076", "S-077", "S-078", "S-108", "S-711", "P-144", "P-185")
	if os.Getenv("WINSOCK_TEST_CHILD") == "raw" {
		var data ws2def.WSAData
		core.Startup(0x0202, &data)
		for _, c := range [][3]int32{{2, 3, 1}, {2, 3, 0}, {23, 3, 58}, {2, 3, 6}} {
			if _, e := core.Create(c[0], c[1], c[2], nil, 0, 0); e != ws2def.WSAEACCES {
				t.Errorf("%v: %v", c, e)
			}
		}
		core.Cleanup()
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can become somebody else")
	}
	exe, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer exe.Close()
	child := exec.Command("/proc/self/fd/3", "-test.run=^TestCreateRawWithoutRight$")
	child.ExtraFiles = []*os.File{exe}
	child.Dir = "/"
	child.Env = []string{"WINSOCK_TEST_CHILD=raw"}
	child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
