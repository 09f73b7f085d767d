package rewrite_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winsock/cmd/wscc/rewrite"
)

// compilers are those that the rewritten source is for.
var compilers = []string{"gcc", "g++", "clang", "clang++"}

// options returns what the rewriter has to know about a compiler.
func options(compiler string) rewrite.Options {
	return rewrite.Options{CPlusPlus: strings.HasSuffix(compiler, "++"), Clang: strings.HasPrefix(compiler, "clang")}
}

// language returns the compiler's -x of what goes into it.
func language(compiler string, preprocessed bool) string {
	l := "c"
	if strings.HasSuffix(compiler, "++") {
		l = "c++"
	}
	if preprocessed {
		l += "-cpp-output"
	}
	return strings.Replace(l, "c-cpp", "cpp", 1)
}

// run runs a command in dir for a minute at most and returns what it says.
func run(t *testing.T, dir, name string, arguments ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, arguments...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	return string(out), err
}

// runtime compiles the C part for programs of the tests.
func runtime(t *testing.T) []string {
	t.Helper()
	var objects []string
	for _, name := range []string{"seh", "fault"} {
		object := filepath.Join(t.TempDir(), name+".o")
		if out, err := run(t, ".", "gcc", "-std=gnu17", "-O2", "-Wall", "-Werror", "-fshort-wchar", "-I", "../../../capi/include",
			"-c", "../../../capi/crt/"+name+".c", "-o", object); err != nil {
			t.Fatal(err, out)
		}
		objects = append(objects, object)
	}
	return objects
}

// rewritten rewrites a file of testdata for a compiler, with the preprocessor
// between the stages if preprocess is set, and returns the path of the result.
func rewritten(t *testing.T, file, compiler string, preprocess bool, o rewrite.Options) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), file)
	if preprocess {
		o.Stage = rewrite.Source
		out, _, err := rewrite.Rewrite(src, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, out, 0o666); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command(compiler, "-E", "-x", language(compiler, false), "-I", "testdata", "-idirafter", "../../../capi/include", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		src, o.Stage = text, rewrite.Preprocessed
	}
	out, _, err := rewrite.Rewrite(src, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSEH(t *testing.T) {
	t.Parallel()
	objects := runtime(t)
	for _, compiler := range compilers {
		if _, err := exec.LookPath(compiler); err != nil {
			t.Logf("%s is not there", compiler)
			continue
		}
		for _, file := range []string{"finally.c", "except.c", "faults.c", "exceptions.cpp", "macros.c"} {
			if file == "exceptions.cpp" && !options(compiler).CPlusPlus {
				continue
			}
			for _, flags := range [][]string{{"-O0"}, {"-O2", "-D_FORTIFY_SOURCE=2"}, {"-O2", "-fsanitize=undefined,address", "-fno-sanitize-recover=undefined"}} {
				if file == "faults.c" && len(flags) > 2 {
					continue // what is undefined stops there
				}
				preprocess := file == "macros.c" || flags[0] == "-O0"
				name := strings.Join(append([]string{compiler, file}, flags...), " ")
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					path := rewritten(t, file, compiler, preprocess, options(compiler))
					program := filepath.Join(filepath.Dir(path), "program")
					arguments := slices.Concat(flags, []string{
						"-x", language(compiler, preprocess), path, "-x", "none",
						"-I", "testdata", "-idirafter", "../../../capi/include", "-fshort-wchar", "-o", program,
					}, objects)
					if out, err := run(t, ".", compiler, arguments...); err != nil || out != "" {
						t.Fatalf("%v\n%s", err, out)
					}
					if out, err := run(t, ".", program); err != nil || out != "" {
						t.Errorf("%v\n%s", err, out)
					}
				})
			}
		}
	}
}

// TestNoExceptions shows that __finally needs no C++ exceptions.
func TestNoExceptions(t *testing.T) {
	t.Parallel()
	o := rewrite.Options{CPlusPlus: true, NoExceptions: true}
	path := rewritten(t, "finally.c", "g++", false, o)
	program := filepath.Join(filepath.Dir(path), "program")
	arguments := append([]string{
		"-fno-exceptions", "-std=gnu++98", "-x", "c++", path, "-x", "none",
		"-I", "testdata", "-idirafter", "../../../capi/include", "-o", program,
	}, runtime(t)...)
	if out, err := run(t, ".", "g++", arguments...); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := run(t, ".", program); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestLines shows that a compiler's messages keep the user's lines.
func TestLines(t *testing.T) {
	t.Parallel()
	src := "#include <winsock/seh.h>\nint f(int a)\n{\n\t__try {\n\t\tif (a)\n\t\t\treturn\n\t\t\t\twrong;\n\t}\n\t__finally\n\t{\n\t\twrong2;\n\t}\n\treturn 0;\n}\n"
	out, _, err := rewrite.Rewrite([]byte(src), rewrite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "lines.c")
	if err := os.WriteFile(path, out, 0o666); err != nil {
		t.Fatal(err)
	}
	said, err := run(t, ".", "gcc", "-fsyntax-only", "-I", "../../../capi/include", path)
	if err == nil || !strings.Contains(said, ":7:") || !strings.Contains(said, ":11:") {
		t.Errorf("%v: %s", err, said)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	cxx := rewrite.Options{CPlusPlus: true}
	for _, test := range []struct {
		name, src string
		o         rewrite.Options
		line      int
		text      string
		again     bool // preprocessed, it may do
	}{
		{"leave outside", "void f(void) {\n__leave; __try { } __finally { } }", rewrite.Options{}, 2, "__leave outside", false},
		{"finally alone", "void f(void) {\n__try { } __finally { }\n__finally { } }", rewrite.Options{}, 3, "__finally without __try", false},
		{"try alone", "void f(void) {\n__try { }\nx(); }", rewrite.Options{}, 2, "neither __finally nor __except", false},
		{"no filter", "void f(void) {\n__try { } __except { } }", rewrite.Options{}, 2, "no filter", false},
		{"no block", "void f(void) {\n__try x(); __finally { } }", rewrite.Options{}, 2, "no block", false},
		{"goto into", "void f(void) { goto in;\n__try { in: x(); } __finally { } }", rewrite.Options{}, 1, "goto in jumps into", false},
		{"case into", "void f(int a) { switch (a) {\n__try { case 1: x(); } __finally { } } }", rewrite.Options{}, 2, "case jumps into", false},
		{"computed goto", "void f(void *a) {\n__try { goto *a; } __finally { } }", rewrite.Options{}, 2, "computed goto", false},
		{"type by macro", "API(int) f(int a) {\n__try { return a; } __finally { } }", rewrite.Options{}, 2, "cannot be told", true},
		{"auto", "auto f(int a) {\n__try { return a; } __finally { } }", cxx, 2, "cannot be told", false},
		{"lambda", "auto g = 1; void f(int a) { auto l = [&]() {\n__try { return a; } __finally { } }; }", cxx, 2, "cannot be told", true},
		{"function pointer", "int (*f(int a))(int) {\n__try { return 0; } __finally { } }", rewrite.Options{}, 2, "cannot be told", true},
		{"macro with return", "#define CHECK(x) if (!(x)) return\nvoid f(int a) {\n__try {\nCHECK(a); } __finally { } }", rewrite.Options{}, 4, "macro CHECK", true},
		{"macro with try", "#define TRY __try\nvoid f(int a) {\nTRY { } __finally { } }", rewrite.Options{}, 1, "in a macro", true},
		{"conditional", "void f(int a)\n{\n__try {\n#ifdef X\n} \n#else\n}\n#endif\n__finally { } }", rewrite.Options{}, 2, "conditional", true},
		{"unknown macro", "void f(int a)\n{\n__try {\nFOREACH(a) { } } __finally { } }", rewrite.Options{}, 4, "a block follows", true},
		{"nowhere", "__try { } __finally { }", rewrite.Options{}, 1, "in no function", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out, _, err := rewrite.Rewrite([]byte(test.src), test.o)
			var e *rewrite.Error
			if !errors.As(err, &e) || e.Line != test.line || !strings.Contains(e.Text, test.text) || e.Preprocess != test.again {
				t.Fatalf("%#v", err)
			}
			if string(out) != test.src {
				t.Errorf("out is %q", out)
			}
		})
	}
}

// TestOrigin shows that an error in the second stage names the user's line.
func TestOrigin(t *testing.T) {
	t.Parallel()
	src := "# 1 \"a.c\"\n# 1 \"own \\\"h\\\".h\" 1\nint x;\n# 2 \"a.c\" 2\n\nvoid f(void) {\n__leave;\n__try { } __finally { } }\n# 9 \"b.h\" 1\n"
	_, _, err := rewrite.Rewrite([]byte(src), rewrite.Options{Stage: rewrite.Preprocessed})
	if err == nil || err.Error() != "a.c:4: __leave outside of the body of a __try statement" {
		t.Error(err)
	}
}

func TestPreprocess(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		"int f(void) { return 1; }":                                                false,
		"#include \"own.h\"\n#define M return\nint x;":                             false,
		"void f(void) { __try { } __finally { } }":                                 false,
		"#include \"own.h\"\nvoid f(void) { __try { } __finally { } }":             true,
		"#include <windows.h>\nvoid f(void) { _try { } _finally { } }":             false,
		"#define OUT goto out\nvoid f(void) { __try { } __finally { } }":           true,
		"#define N 3\nvoid f(void) { __try { } __finally { } }":                    false,
		"void f(void) {\n#if X\n __try { } __finally { }\n#endif\n}":               true,
		"#ifdef X\nint x;\n#endif\nvoid f(void) { __try { } __finally { } }":       false,
		"void f(void) {\n#if 0\ndon't\n#endif\n __try { } __finally { } }":         false,
		"void f(void) { __tr\\\ny { } __finally { } }\n#define RETURN(x) return x": true,
	} {
		if got := rewrite.Preprocess([]byte(src), rewrite.Options{}); got != want {
			t.Errorf("%v for %q", got, src)
		}
	}
}
