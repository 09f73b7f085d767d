package include

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asked are the headers of the Windows compiler that have the tables' names.
const asked = `#define _WIN32_WINNT 0x0A00
#define INITGUID
#include <winsock2.h>
#include <ws2tcpip.h>
#include <ws2ipdef.h>
#include <mswsock.h>
#include <mstcpip.h>
#include <ws2spi.h>
#include <wsipx.h>
#include <wsnwlink.h>
#include <wsnetbs.h>
#include <nb30.h>
#include <atalkwsh.h>
#include <af_irda.h>
#include <nspapi.h>
#include <ws2bth.h>
#include <wsrm.h>
#include <ws2atm.h>
#include <afunix.h>
#include <stdio.h>
int main(void)
{
`

// knownDifferences are the rows where the Windows compiler that we compare with
// has another opinion, and why ours stands.
var knownDifferences = map[string]string{
	"AF_MAX": "AF_LINK and AF_HYPERV came later",
}

// errorLine finds the line of the source that a compiler does not like.
var errorLine = regexp.MustCompile(`(?m)^<stdin>:([0-9]+):[0-9]+: error`)

// TestWindowsCompiler builds a program for Windows that prints sizes, offsets
// and values, runs it and compares them with the tables. It takes a while and
// needs WINSOCK_HEADERS=all, a compiler for Windows and Wine.
func TestWindowsCompiler(t *testing.T) {
	if os.Getenv("WINSOCK_HEADERS") != "all" {
		t.Skip("WINSOCK_HEADERS is not all")
	}
	gcc, err := exec.LookPath("x86_64-w64-mingw32-gcc-posix")
	if err != nil {
		t.Skip(err)
	}
	wine, err := exec.LookPath("wine")
	if err != nil {
		t.Skip(err)
	}

	want := make(map[string]string)
	lines := strings.Split(strings.TrimSuffix(asked, "\n"), "\n")
	ask := func(what, expression, value string) {
		want[what] = value
		lines = append(lines, fmt.Sprintf("printf(\"%s=%%lld\\n\", (long long)(%s));", what, expression))
	}
	name := ""
	for _, r := range rows(t, "structs.tsv") {
		switch {
		case r["field"] == "":
			if name = r["cname"]; name != "" && r["cname"] == r["ctype"] {
				name = "struct " + name
			}
			if name != "" {
				ask("sizeof "+name, "sizeof("+name+")", r["size"])
			}
		case name != "":
			ask(name+"."+r["cname"], fmt.Sprintf("__builtin_offsetof(%s, %s)", name, r["cname"]), r["offset"])
		}
	}
	for _, r := range rows(t, "constants.tsv") {
		if value, err := strconv.ParseInt(r["value"], 0, 64); err == nil && r["header"] != "" {
			ask(r["name"], "(int)("+r["name"]+")", strconv.Itoa(int(int32(uint32(value)))))
		}
	}
	lines = append(lines, "return 0; }")

	program := filepath.Join(t.TempDir(), "sizes.exe")
	for try := 0; ; try++ {
		out, err := tool(t, strings.Join(lines, "\n"), gcc, "-w", "-fno-diagnostics-show-caret", "-o", program, "-xc", "-")
		if err == nil {
			break
		}
		bad := errorLine.FindAllStringSubmatch(out, -1)
		if len(bad) == 0 || try == 5 {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, m := range bad {
			n, _ := strconv.Atoi(m[1])
			if what, _, ok := strings.Cut(strings.TrimPrefix(lines[n-1], `printf("`), "="); ok {
				t.Logf("the Windows compiler has no %s", what)
			}
			lines[n-1] = ""
		}
	}
	out, err := tool(t, "", wine, program)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	compared := 0
	var different []string
	for line := range strings.Lines(out) {
		what, got, ok := strings.Cut(strings.TrimSpace(line), "=")
		if value, known := want[what]; ok && known {
			compared++
			if got != value && knownDifferences[what] == "" {
				different = append(different, fmt.Sprintf("%s is %s, on Windows %s", what, value, got))
			}
		}
	}
	slices.Sort(different)
	for _, d := range different {
		t.Error(d)
	}
	if compared < 1000 {
		t.Errorf("only %d facts were compared", compared)
	}
	t.Logf("%d facts compared", compared)
}
