// Package arch holds the import rules of this module, as data with reasons, and
// the test that every package keeps them.
//
// Knowledge flows one way:
//
//	face → core → catalog → spi ← engine ← provider; engine → sys
//
// so a provider can be written, tested and replaced without knowing who calls
// it, and the hot path crosses no layer twice.
package arch

// room is a part of the module and what its packages may import beside the
// standard library. A package belongs to the room with the longest path that
// contains it; its own room's packages are always allowed.
type room struct {
	path    string   // below the module; "." is the Go face
	imports []string // rooms of this module, each with all below it
	modules []string // packages of other modules, each with all below it
	unsafe  string   // why the room may import unsafe; "" when it may not
	tests   []string // rooms that its tests may import beside imports
	why     string
}

const sysUnix = "golang.org/x/sys/unix"

// rooms is the lattice. A room that does not exist yet is not missed.
var rooms = []room{
	{
		path:    ".",
		imports: []string{"internal/audit", "internal/call", "internal/core", "internal/directory", "internal/handle", "internal/object", "internal/resolve", "internal/routine", "internal/security", "ws2def", "namespace", "spi", "catalog", "provider/tcpip", "provider/afunix"},
		unsafe:  "turns a caller's pointer and length into a slice, and back, at the border only",
		tests:   []string{"provider", "internal", "spi/spitest"},
		why:     "the Go face: one thin line per call; links the providers of the default catalog",
	},
	{
		path:    "internal/routine",
		imports: []string{"internal/core", "internal/object", "internal/sys", "ws2def", "spi"},
		unsafe:  "gives functions addresses, and tells them words as what they take",
		why:     "completion routines in Go: what C has threads of its own for",
	},
	{
		path:    "internal/call",
		imports: []string{"internal/core", "internal/directory", "catalog", "internal/quality", "internal/resolve", "namespace", "ws2def", "spi"},
		unsafe:  "turns a caller's pointers and lengths into slices",
		why:     "the calls over raw memory, which the Go and the C face make alike",
	},
	{
		path:    "internal/core",
		imports: []string{"ws2def", "spi", "catalog", "internal/directory", "internal/handle", "internal/object", "internal/engine", "internal/quality", "internal/registry", "internal/resolve", "internal/sys", "internal/security", "internal/audit", "internal/witness"},
		tests:   []string{"provider", "layer", "spi/spitest"},
		why:     "what the calls mean; nothing of any transport",
	},
	{
		path: "ws2def",
		// Its layout tests measure the structures.
		unsafe: "layout tests compare sizes and offsets",
		why:    "constants and structures: data that everybody shares depends on nobody",
	},
	{
		path:    "spi",
		imports: []string{"ws2def"},
		tests:   []string{"spi/spitest"},
		why:     "the provider interface, seen from both sides",
	},
	{
		path:    "spi/spitest",
		imports: []string{"spi", "ws2def", "internal/clause"},
		modules: []string{"github.com/google/go-cmp", "pgregory.net/rapid", sysUnix},
		tests:   []string{"provider/loop"},
		why:     "the conformance kit is test code that lives outside of test files; it asks the kernel about descriptors",
	},
	{
		path:    "catalog",
		imports: []string{"spi", "ws2def", "internal/sys"},
		why:     "the ordered catalog is data; internal/sys has the lock of its file",
	},
	{
		path:    "internal/directory",
		imports: []string{"catalog", "namespace", "ws2def"},
		tests:   []string{"namespace"},
		why:     "queries and registrations above the providers of name spaces; no sockets",
	},
	{
		path:    "namespace",
		imports: []string{"ws2def"},
		why:     "the interface of providers of name spaces, seen from both sides",
	},
	{
		path:    "namespace/dns",
		imports: []string{"namespace", "ws2def", "internal/resolve"},
		why:     "hosts and ports as a name space: what they are is resolved elsewhere",
	},
	{
		path:    "namespace/local",
		imports: []string{"namespace", "ws2def", "catalog"},
		why:     "services in a file beside the catalog",
	},
	{
		path:    "internal/quality",
		imports: []string{"ws2def", "internal/sys"},
		why:     "the arithmetic and the files of quality of service; internal/sys has the lock of a file",
	},
	{
		path:    "internal/handle",
		imports: []string{"ws2def"},
		why:     "which object a SOCKET value means",
	},
	{
		path:    "internal/object",
		imports: []string{"ws2def", "spi", "internal/handle", "internal/registry", "internal/security", "internal/sys"},
		modules: []string{sysUnix},
		why:     "events, threads, processes and waits over them; sockets join in from above",
	},
	{
		path:    "internal/message",
		imports: []string{"ws2def", "spi", "internal/object", "internal/sys"},
		why:     "queues and windows without a display: threads wait for them as for objects",
	},
	{
		path:    "internal/resolve",
		imports: []string{"ws2def"},
		modules: []string{"golang.org/x/net/idna"},
		why:     "names and addresses in text: no sockets of ours; international names are a library's work",
	},
	{
		path:    "internal/engine",
		imports: []string{"ws2def", "spi", "internal/sys"},
		modules: []string{sysUnix},
		tests:   []string{"provider/loop"},
		why:     "waits for descriptors and for sets of spi sockets; knows no transport",
	},
	{
		path:    "internal/engine/crowdtest",
		imports: []string{"internal/engine", "spi"},
		modules: []string{sysUnix},
		why:     "test code that lives outside of test files",
	},
	{
		path:    "internal/registry",
		imports: []string{"ws2def", "internal/sys"},
		modules: []string{sysUnix},
		why:     "what processes share, in locked files",
	},
	{
		path:    "internal/sys",
		imports: []string{"ws2def"},
		modules: []string{sysUnix},
		unsafe:  "the only home of raw system calls",
		why:     "the only home of raw system calls and of the errno tables",
	},
	{
		path: "internal/security",
		why:  "pure encoders and decoders of identifiers, lists and descriptors",
	},
	{
		path:    "internal/audit",
		imports: []string{"internal/sys"},
		modules: []string{sysUnix},
		why:     "keeps and reads records; knows no sockets of ours",
	},
	{
		path:    "internal/witness",
		imports: []string{"internal/sys"},
		modules: []string{sysUnix},
		why:     "asks the kernel who binds what",
	},
	{
		path: "internal/wire",
		why:  "pure encoders and decoders: no sockets, no clock",
	},
	{
		path:    "provider/tcpip",
		imports: []string{"spi", "ws2def", "internal/engine", "internal/sys", "internal/registry"},
		modules: []string{sysUnix},
		tests:   []string{"spi/spitest", "internal/wire"},
		why:     "a kernel transport; bind rules hold among processes, so it knows the registry",
	},
	{
		path:    "provider/afunix",
		imports: []string{"spi", "ws2def", "internal/engine", "internal/sys"},
		modules: []string{sysUnix},
		tests:   []string{"spi/spitest"},
		why:     "a kernel transport",
	},
	{
		path:    "provider/loop",
		imports: []string{"spi", "ws2def"},
		tests:   []string{"spi/spitest"},
		why:     "the reference of a user-space transport needs no kernel",
	},
	{
		path:    "provider/rooted",
		imports: []string{"spi", "ws2def", "internal/sys", "internal/wire"},
		modules: []string{sysUnix},
		tests:   []string{"spi/spitest"},
		why:     "a user-space transport over TCP: reserves local addresses with the kernel, its protocol is in internal/wire",
	},
	{
		path:    "provider/native",
		imports: []string{"provider/native/trust", "spi", "ws2def"},
		unsafe:  "calls C",
		tests:   []string{".", "catalog", "spi/spitest"},
		why:     "shared objects as providers; beside capi the only cgo, as Go programs need it too",
	},
	{
		path: "provider/native/trust",
		why:  "whether a file may be loaded: asked by those who don't load it, too, so without cgo",
	},
	{
		path:    "layer",
		imports: []string{"spi", "ws2def"},
		tests:   []string{"catalog", "spi/spitest", "provider"},
		why:     "a layered provider sees the next one down its chain and nobody else",
	},
	{
		path:    "layer/capture",
		imports: []string{"layer", "spi", "ws2def", "internal/wire"},
		tests:   []string{".", "catalog", "spi/spitest", "provider"},
		why:     "its file format and packets are in internal/wire; its tests are programs",
	},
	{
		path:    "layer/socks",
		imports: []string{"layer", "spi", "ws2def", "internal/wire"},
		tests:   []string{".", "catalog", "spi/spitest", "provider"},
		why:     "its protocol is in internal/wire; its tests are programs over TCP and UDP",
	},
	{
		path:    "layer/tls",
		imports: []string{"layer", "spi", "ws2def"},
		tests:   []string{".", "catalog", "spi/spitest", "provider", "internal/wire"},
		why:     "a layer like others; its tests are programs over TCP, and read captures of what it sends",
	},
	{
		path:    "capi",
		imports: []string{"internal/call", "internal/core", "internal/directory", "namespace", "internal/handle", "internal/message", "internal/object", "internal/resolve", "internal/security", "ws2def", "spi", "provider", "layer"},
		unsafe:  "the C ABI",
		tests:   []string{".", "catalog", "internal/engine/uring", "internal/wire"},
		why:     "the C ABI and the only cgo; its tests share sockets with the Go face, ask whether there can be an io_uring, and read captures",
	},
	{
		path:    "cmd",
		imports: []string{".", "namespace", "ws2def", "spi", "catalog", "provider", "layer"},
		modules: []string{"github.com/alecthomas/kong", "github.com/jedib0t/go-pretty/v6", "golang.org/x/term", sysUnix},
		why:     "a command is a program like any other, over the Go face",
	},
	{
		path:    "cmd/wscc",
		imports: []string{"capi/cxx"},
		modules: []string{"golang.org/x/text/encoding", sysUnix},
		why:     "the compiler driver: renames C++ symbols as capi/cxx says; old code pages are a library's work",
	},
	{
		path:    "conformance",
		imports: []string{".", "ws2def", "spi", "catalog"},
		tests:   []string{"spi/spitest", "provider/loop", "provider/native", "layer/pass"},
		why:     "the contract seen from outside: public API only; broken providers are good ones that were spoilt",
	},
	{
		path:    "bench",
		imports: []string{".", "ws2def", "spi", "catalog", "internal/handle"},
		modules: []string{sysUnix},
		why:     "measures the public API against raw system calls and other servers, and the handle table",
	},
	{
		path:    "bench/goiocp",
		imports: []string{".", "bench"},
		unsafe:  "an OVERLAPPED is the start of the program's own record, as in every completion-port server",
		why:     "an echo server as a user writes it: public API only",
	},
	{
		path:    "examples",
		imports: []string{".", "ws2def", "spi", "catalog", "layer"},
		tests:   []string{"spi/spitest", "provider"},
		why:     "what a user reads first: public API only",
	},
	{
		path: "internal/clause",
		why:  "ties tests to clauses; the standard library is enough",
	},
	{
		path:    "internal/leaktest",
		modules: []string{"go.uber.org/goleak"},
		why:     "test code that lives outside of test files",
	},
	{
		path: "internal/peers",
		why:  "what the programs of tests talk to is not ours",
	},
	{
		path:    "internal/waytest",
		imports: []string{"."},
		why:     "a program of tests is one like any other, over the Go face",
	},
	{
		path: "internal/arch",
		why:  "reads the module from outside",
	},
}

// testRooms are open to the tests of every room.
var testRooms = []string{"internal/clause", "internal/leaktest", "internal/engine/crowdtest", "internal/peers", "internal/waytest"}

// testModules are open to the tests of every room, beside what the room itself
// may import.
var testModules = []string{
	"github.com/google/go-cmp",
	"github.com/rogpeppe/go-internal/testscript",
	"go.uber.org/goleak",
	"golang.org/x/net/nettest",
	// independent decoders of what raw sockets and name servers send
	"golang.org/x/net/dns/dnsmessage",
	"golang.org/x/net/icmp",
	"golang.org/x/net/ipv4",
	"golang.org/x/net/ipv6",
	"golang.org/x/sys/unix",
	"pgregory.net/rapid",
}

// onlyTests are rooms that no other code than tests may import.
var onlyTests = []string{"internal/clause", "internal/leaktest", "internal/engine/crowdtest", "internal/peers", "internal/waytest", "internal/arch", "spi/spitest"}

// badNames say nothing about what a package is for.
var badNames = []string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "base"}
