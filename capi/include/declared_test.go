package include

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// declaration finds a function in the list that gcc writes with -aux-info: its
// header, D for a declaration or F for a definition, and its name.
var declaration = regexp.MustCompile(`(?m)^/\* \./(\S+):\d+:N([CF]) \*/ .*?\b(\w+) \([^*].*$`)

// programs are functions that the program has to define.
var programs = []string{"WinMain", "wWinMain"}

// exportedNames returns what the library exports, by the names in programs.
func exportedNames(t *testing.T) map[string]bool {
	t.Helper()
	lists, err := filepath.Glob("../abi/*.txt")
	if err != nil || len(lists) == 0 {
		t.Fatal(lists, err)
	}
	names := make(map[string]bool)
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			for _, field := range strings.Fields(line) {
				names[field] = true
			}
		}
	}
	return names
}

// TestDeclaredCallsExist finds a function that a header declares and that neither
// the library nor the C library has: a program could not be linked.
func TestDeclaredCallsExist(t *testing.T) {
	headers, err := filepath.Glob("*.h")
	if err != nil || len(headers) < 100 {
		t.Fatal(len(headers), err)
	}
	var b strings.Builder
	for _, h := range headers {
		if !strings.HasPrefix(h, "pshpack") && h != "poppack.h" {
			fmt.Fprintf(&b, "#include <%s>\n", h)
		}
	}
	gcc := needed(t, "gcc")
	list := filepath.Join(t.TempDir(), "declarations")
	if out, err := tool(t, b.String(), gcc.path, "-I.", "-w", "-fshort-wchar", "-fsyntax-only", "-aux-info", list, "-xc", "-"); err != nil {
		t.Fatalf("%v\n%s", err, complaints(out))
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}

	exported := exportedNames(t)
	declaredIn := make(map[string]string) // those that the library does not export
	defined := make(map[string]bool)
	found := 0
	for _, m := range declaration.FindAllStringSubmatch(string(text), -1) {
		header, name := m[1], strings.TrimPrefix(m[3], "ws2_") // as winsock2.h has it after winsock.h
		found++
		if m[2] == "F" {
			defined[name] = true
		} else if !exported[name] && !slices.Contains(programs, name) {
			declaredIn[name] = header
		}
	}
	if found < 1300 {
		t.Fatalf("only %d functions", found)
	}
	for name := range defined {
		delete(declaredIn, name)
	}

	// Other names lead to the C library.
	for name := range declaredIn {
		fmt.Fprintf(&b, "void *keep_%s = (void *)&%[1]s;\n", name)
	}
	b.WriteString("#undef main\nint main(void) { return 0; }\n")
	program := filepath.Join(t.TempDir(), "program")
	out, err := tool(t, b.String(), gcc.path, "-I.", "-w", "-fshort-wchar", "-o", program, "-xc", "-", "-lm", "-lpthread")
	if err == nil {
		return
	}
	if !strings.Contains(out, "undefined reference") {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, m := range regexp.MustCompile("undefined reference to `(\\w+)'").FindAllStringSubmatch(out, -1) {
		t.Errorf("%s declares %s, which is nowhere", declaredIn[m[1]], m[1])
	}
}
