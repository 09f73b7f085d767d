package include

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// everything includes all Winsock headers.
func everything() string {
	var b strings.Builder
	b.WriteString("#define INCL_WINSOCK_API_TYPEDEFS\n")
	for _, h := range winsockHeaders {
		fmt.Fprintf(&b, "#include <%s>\n", h)
	}
	return b.String()
}

// TestNames looks for every identifier that real programs use.
func TestNames(t *testing.T) {
	names := read(t, "names.txt")
	if len(names) < 1000 {
		t.Fatalf("only %d names", len(names))
	}
	var b strings.Builder
	b.WriteString(everything())
	for i, line := range names {
		kind, name, _ := strings.Cut(line, " ")
		switch kind {
		case "macro":
			fmt.Fprintf(&b, "#ifndef %s\n#error no macro %[1]s\n#endif\n", name)
		case "name":
			fmt.Fprintf(&b, "typedef __typeof__(%s) check%d;\n", name, i)
		case "struct":
			fmt.Fprintf(&b, "int check%d[sizeof(struct %s)];\n", i, name)
		default:
			t.Fatalf("names.txt:%d: %q", i+1, line)
		}
	}
	for _, set := range settings[:2] {
		needed(t, "gcc").check(t, b.String(), append([]string{"-std=gnu17"}, set...)...)
	}
	needed(t, "g++").check(t, b.String(), "-std=c++17", "-fshort-wchar")
}

// TestCallsAreDeclared looks for every call that the libraries export, with the
// symbol that it is exported under.
func TestCallsAreDeclared(t *testing.T) {
	var b strings.Builder
	b.WriteString(everything())
	want := make(map[string]bool)
	for _, library := range []string{"ws2_32", "mswsock"} {
		text, err := os.ReadFile("../abi/" + library + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line) // Name [symbol] [@ordinal]
			name, symbol := fields[0], fields[0]
			if len(fields) > 1 && fields[1][0] != '@' {
				symbol = fields[1]
			}
			if strings.HasPrefix(name, "ws11_") {
				continue // for winsock.h; see TestVersion1
			}
			fmt.Fprintf(&b, "void *keep_%s = (void *)&%[1]s;\n", name)
			want[symbol] = true
		}
	}
	if len(want) < 80 {
		t.Fatalf("only %d calls", len(want))
	}
	out, err := tool(t, b.String(), needed(t, "gcc").path, "-I.", "-w", "-fshort-wchar", "-S", "-o-", "-xc", "-")
	if err != nil {
		t.Fatalf("%v\n%s", err, complaints(out))
	}
	for line := range strings.Lines(out) {
		if symbol, ok := strings.CutPrefix(strings.TrimSpace(line), ".quad\t"); ok {
			delete(want, symbol)
		}
	}
	for symbol := range want {
		t.Errorf("no declaration is bound to %s", symbol)
	}
}

// rows returns the cells of a table of ws2def/spec by column, "" for "-".
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../ws2def/spec/" + name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	columns := strings.Split(lines[0], "\t")
	var all []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, cell := range strings.Split(line, "\t") {
			if cell != "-" {
				row[columns[i]] = cell
			}
		}
		all = append(all, row)
	}
	return all
}

// TestConstants compares what a C program sees of every constant with the value
// on the Go side: the C column may spell it otherwise.
func TestConstants(t *testing.T) {
	var b strings.Builder
	b.WriteString(everything())
	checked := 0
	for _, r := range rows(t, "constants.tsv") {
		value, err := strconv.ParseInt(r["value"], 0, 64)
		if err != nil || r["header"] == "" {
			continue
		}
		fmt.Fprintf(&b, "WINSOCK_ASSERT((int)(%s) == (int)%#xU, \"%[1]s\");\n", r["name"], uint32(value))
		checked++
	}
	for _, r := range rows(t, "errors.tsv") {
		fmt.Fprintf(&b, "WINSOCK_ASSERT(%s == %s, \"%[1]s\");\n", r["name"], r["number"])
		checked++
	}
	if checked < 1000 {
		t.Errorf("only %d constants were checked", checked)
	}
	needed(t, "gcc").check(t, b.String(), "-std=gnu17", "-fshort-wchar")
	needed(t, "g++").check(t, b.String(), "-std=c++17", "-fshort-wchar")
}

// TestVersion1 looks at what a program sees that includes winsock.h only.
func TestVersion1(t *testing.T) {
	const old = `#include <winsock.h>
WINSOCK_ASSERT(IP_MULTICAST_IF == 2 && IP_DROP_MEMBERSHIP == 6 && IP_TTL == 7 && SOMAXCONN == 5, "1.1");
`
	const call = `
int use(SOCKET s);
int use(SOCKET s)
{
	struct ip_mreq group = { { { { 0, 0, 0, 0 } } }, { { { 0, 0, 0, 0 } } } };
	int size = sizeof group;

	return setsockopt(s, 0, 5, (char *)&group, size) + getsockopt(s, 0, 5, (char *)&group, &size);
}
`
	const late = `#include <ws2tcpip.h>
WINSOCK_ASSERT(IP_MULTICAST_IF == 9 && IP_DROP_MEMBERSHIP == 13 && IP_TTL == 4 && SOMAXCONN == 0x7fffffff, "2");
`
	const lean = "#define WIN32_LEAN_AND_MEAN\n#include <windows.h>\n"
	for _, tt := range []struct{ name, source, want string }{
		{"winsock", old + call, "ws11_getsockopt ws11_setsockopt"},
		{"windows", "#include <windows.h>\n" + old + call, "ws11_getsockopt ws11_setsockopt"},
		{"lean", lean + old + call, "ws11_getsockopt ws11_setsockopt"},
		{"winsock2", "#include <ws2tcpip.h>\n" + late + call, "ws_getsockopt ws_setsockopt"},
		{"winsock then winsock2", old + late + call, "ws_getsockopt ws_setsockopt"},
		{"windows then winsock2", "#include <windows.h>\n" + late + call, "ws_getsockopt ws_setsockopt"},
		{"lean windows then winsock2", lean + late + call, "ws_getsockopt ws_setsockopt"},
		{"winsock2 then winsock", "#include <winsock2.h>\n#include <winsock.h>\n#include <windows.h>\n" + late + call, "ws_getsockopt ws_setsockopt"},
		{"guard", "#define _WINSOCKAPI_\n#include <windows.h>\n#ifdef IP_TTL\n#error winsock.h came\n#endif\n" + late + call, "ws_getsockopt ws_setsockopt"},
	} {
		for _, c := range compilers(t) {
			t.Run(tt.name, func(t *testing.T) {
				out, err := tool(t, tt.source, c.path, "-I.", "-Wall", "-Wextra", "-fshort-wchar", "-S", "-o-", c.language(), "-")
				if err != nil || complaints(out) != "" {
					t.Fatalf("%v\n%s", err, complaints(out))
				}
				var called []string
				for _, name := range []string{"ws11_getsockopt", "ws11_setsockopt", "ws_getsockopt", "ws_setsockopt"} {
					if strings.Contains(out, "\t"+name+"\n") || strings.Contains(out, "\t"+name+"@PLT\n") {
						called = append(called, name)
					}
				}
				if got := strings.Join(called, " "); got != tt.want {
					t.Errorf("%s calls %q, want %q", c.path, got, tt.want)
				}
			})
		}
	}
}
