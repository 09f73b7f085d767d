package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// summary is what parse makes of a command line, as words.
func summary(c *call) []string {
	kinds := map[kind]string{option: "option", linkOption: "link", source: "source", linkInput: "input", library: "library"}
	var out []string
	for _, a := range c.args {
		s := kinds[a.kind] + " " + strings.Join(a.words, "|")
		if a.kind == source {
			s += " " + c.language(a)
		}
		out = append(out, s)
	}
	return out
}

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		cxx  bool
		args string
		want []string
	}{
		{"sources", false, "a.c b.cpp c.C d.s e.S f.i", []string{
			"source a.c c", "source b.cpp c++", "source c.C c++", "source d.s assembler", "source e.S assembler-with-cpp", "source f.i cpp-output",
		}},
		{"sources in Windows' letters", false, "A.Cpp B.CXX C.CC D.LIB E.OBJ", []string{
			"source A.Cpp c++", "source B.CXX c++", "source C.CC c++", "library D.LIB", "input E.OBJ",
		}},
		{"sources of wsc++", true, "a.c b.cc f.i h.h", []string{"source a.c c++", "source b.cc c++", "source f.i c++-cpp-output", "source h.h c++-header"}},
		{"languages", true, "-x c a.cpp -xc++ b - -x none c.o", []string{"source a.cpp c", "source b c++", "source - c++", "input c.o"}},
		{"operands", false, "-o out -D X -DY=1 -I dir -Idir2 --param a=b -MF f.d -include x.h", []string{
			"option -o|out", "option -D|X", "option -DY=1", "option -I|dir", "option -Idir2", "option --param|a=b", "option -MF|f.d", "option -include|x.h",
		}},
		{"link", false, "a.o -lfoo -l bar -L. -Wl,-s,x -Xlinker -q libx.a libx.so.1 -shared ws2_32.lib", []string{
			"input a.o", "library -lfoo", "library -l|bar", "link -L.", "link -Wl,-s,x", "link -Xlinker|-q", "input libx.a", "input libx.so.1", "link -shared", "library ws2_32.lib",
		}},
		{"windows options", false, "/DNAME /DA=b /D C /UX /I . /D", []string{"option -DNAME", "option -DA=b", "option -DC", "option -UX", "option -I.", "input /D"}},
		{"paths that look like them", false, "/Isrc/nothing /D1 /U-x /Other", []string{"input /Isrc/nothing", "input /D1", "input /U-x", "input /Other"}},
		{"mingw options", false, "-municode -mwindows -mthreads -m64 a.c", []string{"option -m64", "source a.c c"}},
		{"ours", false, "--winsock-verbose --winsock-long32 a.c", []string{"source a.c c"}},
		{"missing operand", false, "a.c -o", []string{"source a.c c", "option -o"}},
		{"long names", false, "--output x --compile a.c", []string{"option --output|x", "option -c", "source a.c c"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := parse(test.cxx, strings.Fields(test.args))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, summary(c)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAction(t *testing.T) {
	for args, want := range map[string]action{
		"a.c": linking, "-c a.c": compiling, "-S a.c": assembling, "-E a.c": preprocessing, "-c -MM a.c": preprocessing,
		"-E -c a.c": preprocessing, "-fsyntax-only a.c": checking, "--version -c a.c": asking, "-print-file-name=x": asking,
		"-MD a.c": linking, "-dumpmachine": asking, "--help=common": asking,
	} {
		c, err := parse(false, strings.Fields(args))
		if err != nil || c.action != want {
			t.Errorf("%s: action %d, error %v; want %d", args, c.action, err, want)
		}
	}
}

func TestWords(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{" \n\t", nil},
		{"a b\nc\r\nd", []string{"a", "b", "c", "d"}},
		{`"a b" 'c d' e\ f`, []string{"a b", "c d", "e f"}},
		{`-DX="\"y\"" '' ""`, []string{`-DX="y"`, "", ""}},
		{`'it'"'"s`, []string{"it's"}},
		{`"open`, []string{"open"}},
		{`end\`, []string{`end\`}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, words(test.text)); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
	}
	all := []string{"", "a b", `q"q`, `b\`, "'", "\n", "ä"}
	if diff := cmp.Diff(all, words(quoteResponse(all))); diff != "" {
		t.Error("what quoteResponse writes reads differently:", diff)
	}
}

func TestExpandCircle(t *testing.T) {
	file := filepath.Join(t.TempDir(), "args")
	if err := os.WriteFile(file, []byte("-c @"+file), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := expand([]string{"@" + file}); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Errorf("a response file that names itself: %v", err)
	}
	got, err := expand([]string{"@no such file", "x"})
	if diff := cmp.Diff([]string{"@no such file", "x"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestLibraryName(t *testing.T) {
	for given, want := range map[string]string{
		"ws2_32": "ws2_32", "Ws2_32.lib": "Ws2_32", `..\lib\Foo.LIB`: "Foo", "libz.a": "z", "libz.dll.a": "libz", "x.dll": "x",
		"/lib/libm.so": "m", "": "", `a"b;c$d`: "abcd", "-Wl,x": "-Wl,x",
	} {
		if got := libraryName(given); got != want {
			t.Errorf("libraryName(%q) = %q, want %q", given, got, want)
		}
	}
}

// TestPkgConfig: who builds without the driver gets the macros and the options
// that the headers need.
func TestPkgConfig(t *testing.T) {
	text, err := os.ReadFile("../../capi/pkgconfig/ws2_32.pc.in")
	if err != nil {
		t.Fatal(err)
	}
	_, flags, ok := strings.Cut(string(text), "\nCflags: ")
	if !ok {
		t.Fatal("no Cflags")
	}
	flags, _, _ = strings.Cut(flags, "\n")
	want := append([]string{"-I${includedir}", "-include", "winsock/keywords.h"}, common...)
	for _, macro := range predefined {
		want = append(want, "-D"+macro)
	}
	if diff := cmp.Diff(want, strings.Fields(flags)); diff != "" {
		t.Error(diff)
	}
}
