package main

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// prelude has the base types of Windows as a C compiler on 64-bit Linux must
// see them, and structures that the tables take for granted.
const prelude = `
#include <stddef.h>
#include <stdint.h>
typedef char CHAR, *PSTR;
typedef unsigned char u_char, UCHAR, BYTE, UINT8, BOOLEAN;
typedef int16_t SHORT;
typedef uint16_t u_short, USHORT, WORD, WCHAR, ADDRESS_FAMILY, *PWSTR, *LPWSTR;
typedef int32_t LONG;
typedef int INT, BOOL;
typedef unsigned int u_int;
typedef uint32_t ULONG, DWORD, SERVICETYPE;
typedef int64_t __int64;
typedef uint64_t ULONG64, BTH_ADDR, INET_PORT_RESERVATION_TOKEN;
typedef size_t SIZE_T;
typedef uintptr_t ULONG_PTR, SOCKET;
typedef void *HANDLE, *LPVOID, *LPSOCKADDR;
typedef enum { mode } MULTICAST_MODE_TYPE, TCPSTATE, IPPROTO, WSAECOMPARATOR;
typedef struct { ULONG s_addr; } IN_ADDR;
typedef struct { USHORT word[8]; } IN6_ADDR;
typedef struct { ULONG any[6]; } sockaddr_gen;
typedef struct { ULONG any[7]; } SOCKADDR_INET;
typedef struct { USHORT start, count; } INET_PORT_RESERVATION;
#define LPWSABUF WSABUF *
`

// TestCLayout lets a C compiler check the C columns: declarations made from
// structs.tsv have the sizes, alignments and offsets of the table, and C
// spellings in constants.tsv have the values of the Go side.
func TestCLayout(t *testing.T) {
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		t.Skip("no gcc")
	}
	s, err := readSpec("../spec")
	if err != nil {
		t.Fatal(err)
	}
	defs, err := structDefs(s)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(prelude)
	for _, r := range s.constants.rows {
		c := r.get("cvalue")
		value, err := strconv.ParseInt(r.get("value"), 0, 64)
		if c == "" {
			c = r.get("value")
		}
		if strings.HasPrefix(c, "^") || r.get("gotype") == "Errno" {
			continue
		}
		fmt.Fprintf(&b, "#define %s %s\n", r.get("name"), c)
		if err == nil {
			fmt.Fprintf(&b, "_Static_assert((int)(%s) == (int)%#xU, \"%s\");\n", r.get("name"), uint32(value), r.at)
		}
	}
	checked := 0
	for _, d := range defs {
		name := d.get("cname")
		if name == "" || strings.Contains(d.fields[0].get("cname"), ".") {
			continue // room without a name in C, or a structure within a structure
		}
		packed := d.get("align") == "1"
		if packed {
			b.WriteString("#pragma pack(push, 1)\n")
		}
		fmt.Fprintf(&b, "typedef struct %s %s;\nstruct %s {\n", name, name, name)
		for _, f := range d.fields {
			base, array, isArray := strings.Cut(f.get("ctype"), "[")
			if isArray {
				array = "[" + array
			}
			fmt.Fprintf(&b, "\t%s %s%s;\n", base, f.get("cname"), array)
		}
		b.WriteString("};\n")
		if packed {
			b.WriteString("#pragma pack(pop)\n")
		}
		fmt.Fprintf(&b, "_Static_assert(sizeof(%s) == %s, \"%s: sizeof %s\");\n", name, d.get("size"), d.at, name)
		fmt.Fprintf(&b, "_Static_assert(_Alignof(%s) == %s, \"%s: alignof %s\");\n", name, d.get("align"), d.at, name)
		for _, f := range d.fields {
			fmt.Fprintf(&b, "_Static_assert(offsetof(%s, %s) == %s, \"%s\");\n", name, f.get("cname"), f.get("offset"), f.at)
		}
		checked++
	}
	if checked < 40 {
		t.Errorf("only %d structures were checked", checked)
	}
	cmd := exec.Command(gcc, "-std=c11", "-Wall", "-Werror", "-fsyntax-only", "-x", "c", "-")
	cmd.Stdin = strings.NewReader(b.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		if len(out) > 3000 {
			out = out[:3000]
		}
		t.Errorf("%v\n%s", err, out)
	}
}
