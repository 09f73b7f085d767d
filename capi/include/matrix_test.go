package include

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// winsockHeaders are the public headers of Winsock.
var winsockHeaders = []string{
	"winsock2.h", "winsock.h", "ws2tcpip.h", "ws2def.h", "ws2ipdef.h", "inaddr.h", "in6addr.h", "mswsock.h",
	"mswsockdef.h", "mstcpip.h", "ws2spi.h", "sporder.h", "qos.h", "qos2.h", "qossp.h", "wsipx.h", "wsnwlink.h", "wsnetbs.h",
	"nb30.h", "atalkwsh.h", "af_irda.h", "ws2bth.h", "bthdef.h", "bthsdpdef.h", "wsrm.h", "afunix.h", "hvsocket.h",
	"nspapi.h", "svcguid.h", "wspiapi.h", "ws2atm.h",
	"accctrl.h",
}

// winsockParts are their private parts that are written by hand.
var winsockParts = []string{
	"base.h", "classic.h", "gai.h", "in6.h", "inetaddr.h", "ioctl.h", "names.h", "namespace.h", "native.h", "order.h", "set.h",
	"system.h", "transport.h", "typedefs.h", "upcall.h",
}

// otherHeaders may come before and after the Winsock headers.
var otherHeaders = []string{
	"windows.h", "stdlib.h", "string.h", "stdio.h", "sys/types.h", "sys/time.h", "time.h", "errno.h", "stdint.h", "limits.h", "unistd.h",
	"sys/stat.h", "fcntl.h", "signal.h", "pthread.h", "wchar.h", "math.h", "ctype.h",
	"aclapi.h", "sddl.h", "securitybaseapi.h",
}

// cxxHeaders are those of the C++ library.
var cxxHeaders = []string{"string", "thread", "future", "functional", "chrono", "iostream", "map", "memory", "filesystem"}

// standards are the language versions, oldest first.
var (
	cStandards   = []string{"c89", "gnu89", "c99", "gnu99", "c11", "gnu11", "c17", "gnu17", "c2x", "gnu2x"}
	cxxStandards = []string{"c++11", "gnu++11", "c++14", "c++17", "gnu++17", "c++20", "gnu++20", "c++2b"}
)

// settings are the other choices of a program.
var settings = [][]string{
	{"-fshort-wchar"},
	{"-fshort-wchar", "-DUNICODE", "-D_UNICODE"},
	{"-DWIN32_LEAN_AND_MEAN"},
	{"-fshort-wchar", "-DINCL_WINSOCK_API_TYPEDEFS", "-DINITGUID"},
}

// TestHeadersAreListed finds a header that nobody tests.
func TestHeadersAreListed(t *testing.T) {
	for _, name := range winsockParts {
		if _, err := os.Stat(filepath.Join("winsock", name)); err != nil {
			t.Error(err)
		}
	}
	generated, err := filepath.Glob("winsock/z*.h")
	if err != nil || len(generated) < 40 {
		t.Fatalf("%d generated headers: %v", len(generated), err)
	}
	var all strings.Builder
	for _, pattern := range []string{"*.h", "winsock/*.h"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	for _, name := range generated {
		if !strings.Contains(all.String(), "#include <"+name+">") {
			t.Errorf("no header includes %s", name)
		}
	}
}

// includes is a source that includes headers, and then looks whether the names
// that Winsock and the C library share mean what Winsock means.
func includes(headers []string) string {
	var b strings.Builder
	for _, h := range headers {
		fmt.Fprintf(&b, "#include <%s>\n", h)
	}
	b.WriteString("#include <winsock2.h>\n")
	b.WriteString(`
WINSOCK_ASSERT(sizeof(u_long) == 4 && sizeof(u_int) == 4 && sizeof(u_short) == 2 && sizeof(u_char) == 1, "u_");
WINSOCK_ASSERT(sizeof(struct timeval) == 8 && sizeof(fd_set) == 520 && FD_SETSIZE == 64, "select");
WINSOCK_ASSERT(FIONBIO == 0x8004667E && _IOW('f', 126, u_long) == FIONBIO && SOMAXCONN == 0x7fffffff, "ioctl");
int use(SOCKET s);
int use(SOCKET s)
{
	fd_set set;
	struct timeval second = { 1, 0 };
	u_long one = 1;
	char name[256];

	FD_ZERO(&set);
	FD_SET(s, &set);
	if (ioctlsocket(s, FIONBIO, &one) == SOCKET_ERROR || gethostname(name, sizeof name) != 0)
		return WSAGetLastError();
	return select(0, &set, 0, 0, &second) + FD_ISSET(s, &set) + bind(s, 0, 0);
}
`)
	if slices.Contains(headers, "functional") {
		b.WriteString(`
struct object {
	int connect(int a) { return a; }
	int send() { return std::bind(&object::connect, this, std::placeholders::_1)(2); }
};
int bound();
int bound() { object o; return o.connect(1) + o.send(); }
`)
	}
	return b.String()
}

// TestHeaderAlone compiles every header by itself, and twice.
func TestHeaderAlone(t *testing.T) {
	flags := map[bool][]string{false: {"-std=c89", "-pedantic"}, true: {"-std=c++17", "-pedantic"}}
	for _, name := range []string{"gcc", "g++"} {
		c := needed(t, name)
		for _, h := range winsockHeaders {
			t.Run(name+"/"+h, func(t *testing.T) {
				t.Parallel()
				c.check(t, fmt.Sprintf("#include <%s>\n#include <%[1]s>\nint use;\n", h), flags[c.cxx]...)
			})
		}
	}
}

// shuffled are the headers for a compiler, in an order that seed gives.
func (c compiler) shuffled(seed uint64) []string {
	headers := slices.Concat(winsockHeaders, otherHeaders)
	if c.cxx {
		headers = append(headers, cxxHeaders...)
	}
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a repeatable order is wanted
	random.Shuffle(len(headers), func(i, j int) { headers[i], headers[j] = headers[j], headers[i] })
	return headers
}

// standard is one of the language versions of the compiler.
func (c compiler) standard(n int) string {
	if c.cxx {
		return "-std=" + cxxStandards[n%len(cxxStandards)]
	}
	return "-std=" + cStandards[n%len(cStandards)]
}

// TestHeaderOrder compiles all headers together in different orders, with every
// compiler, over the language versions and settings.
func TestHeaderOrder(t *testing.T) {
	seed := 0
	for _, c := range compilers(t) {
		rounds := len(cStandards)
		if c.cxx {
			rounds = 4
		}
		for n := range rounds {
			seed++
			flags := append([]string{c.standard(2*n + n/5), "-pedantic"}, settings[seed%len(settings)]...)
			source := includes(c.shuffled(uint64(seed)))
			t.Run(filepath.Base(c.path)+strings.Join(flags, ""), func(t *testing.T) {
				t.Parallel()
				c.check(t, source, flags...)
			})
		}
	}
}

// TestHeaderMatrix is the whole matrix; it takes minutes and needs
// WINSOCK_HEADERS=all.
func TestHeaderMatrix(t *testing.T) {
	if os.Getenv("WINSOCK_HEADERS") != "all" {
		t.Skip("WINSOCK_HEADERS is not all")
	}
	for _, c := range compilers(t) {
		standards := cStandards
		others := otherHeaders
		if c.cxx {
			standards = cxxStandards
			others = slices.Concat(otherHeaders, cxxHeaders)
		}
		name := filepath.Base(c.path)
		for n, std := range standards {
			for m, set := range settings {
				t.Run(name+"/"+std+strings.Join(set, ""), func(t *testing.T) {
					t.Parallel()
					flags := append([]string{"-std=" + std, "-pedantic"}, set...)
					for _, h := range winsockHeaders {
						c.check(t, fmt.Sprintf("#include <%s>\nint use;\n", h), flags...)
					}
					for i := range 2 {
						c.check(t, includes(c.shuffled(uint64(100*n+10*m+i))), flags...)
					}
				})
			}
		}
		if strings.HasPrefix(name, "clang") {
			continue // one compiler's pairs say what the other's would
		}
		for _, first := range slices.Concat(winsockHeaders, others) {
			t.Run(name+"/pairs/"+first, func(t *testing.T) {
				t.Parallel()
				for _, second := range winsockHeaders {
					c.check(t, includes([]string{first, second}), "-fshort-wchar")
				}
			})
		}
	}
}
