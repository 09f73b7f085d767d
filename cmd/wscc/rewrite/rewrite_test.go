package rewrite_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/cmd/wscc/rewrite"
)

func TestRewrite(t *testing.T) {
	t.Parallel()
	c := rewrite.Options{}
	cxx := rewrite.Options{CPlusPlus: true}
	long := rewrite.Options{Long32: true}
	longCXX := rewrite.Options{Long32: true, CPlusPlus: true}
	for _, test := range []struct {
		name    string
		o       rewrite.Options
		in, out string
	}{
		{"Ctrl-Z", c, "int x;\n\x1a", "int x;\n "},
		{"text after Ctrl-Z", c, "int x;\n\x1arest 'of\nit\n", "int x;\n \n\n"},
		{"Ctrl-Z in a string", c, "char *s = \"\x1a\";\n", "char *s = \"\x1a\";\n"},
		{"form feed alone", c, "int x;\n\f\nint y;\n", "int x;\n\f\nint y;\n"},
		{"form feed in a directive", c, "#define\fX\v1\n", "#define X 1\n"},
		{"form feed in a directive's string", c, "#define X \"\f\"\f\n", "#define X \"\f\" \n"},

		{"include backslash", c, "#include \"..\\inc\\a.h\" // b\\c\n", "#include \"../inc/a.h\" // b\\c\n"},
		{"include digraph", c, "%: include<a\\b.h>\n", "%: include<a/b.h>\n"},
		{"include by macro", c, "#include HEADER\n", "#include HEADER\n"},
		{"include in #if 0", c, "#if 0\n#include <a\\a.h>\n#else\n#include <a\\b.h>\n#endif\n", "#if 0\n#include <a\\a.h>\n#else\n#include <a/b.h>\n#endif\n"},
		{"no include in a string", c, "char *s = \"\\\n#include <a\\b.h>\\\n\";\n", "char *s = \"\\\n#include <a\\b.h>\\\n\";\n"},
		{"no include in a comment", c, "/*\n#include <a\\b.h>\n*/ // \\\n#include <a\\c.h>\n", "/*\n#include <a\\b.h>\n*/ // \\\n#include <a\\c.h>\n"},

		{"void main", c, "void main()\n{\n\tif (x) return;\n\tf();\n}\n", "int main()\n{\n\tif (x) return 0;\n\tf();\nreturn 0; }\n"},
		{"void main called", c, "void __cdecl main(int argc, char **argv) {}", "int __cdecl main(int argc, char **argv) {return 0; }"},
		{"VOID main", c, "VOID _CRTAPI1 main(\nint argc,\nchar **argv\n)\n{ return; }", "int _CRTAPI1 main(\nint argc,\nchar **argv\n)\n{ return 0; return 0; }"},
		{"void wmain prototype", c, "void wmain(void);\nvoid f(void) { return; }\n", "int wmain(void);\nvoid f(void) { return; }\n"},
		{"old-style main", c, "void main(argc, argv)\nint argc; char **argv;\n{ return; }", "int main(argc, argv)\nint argc; char **argv;\n{ return 0; return 0; }"},
		{"spliced void", c, "vo\\\nid main(void) {}", "int\n main(void) {return 0; }"},
		{"main of two names", c, "#ifdef UNICODE\nvoid wmain(int c)\n#else\nvoid main(int c)\n#endif\n{ return; }", "#ifdef UNICODE\nint wmain(int c)\n#else\nint main(int c)\n#endif\n{ return 0; return 0; }"},
		{"main of two bodies", c, "#ifdef UNICODE\nint wmain(int c) {\n#else\nvoid main(int c) {\n#endif\nreturn; }", "#ifdef UNICODE\nint wmain(int c) {\n#else\nint main(int c) {\n#endif\nreturn 0; return 0; }"},
		{"a class's main", cxx, "struct A { void main() { return; } };\nvoid A::main() { return; }\n", "struct A { void main() { return; } };\nvoid A::main() { return; }\n"},
		{"linkage", cxx, "extern \"C\" { void main() { auto f = [&](int a) -> void { return; }; return; } }", "extern \"C\" { int main() { auto f = [&](int a) -> void { return; }; return 0; return 0; } }"},
		{"apostrophe in #if 0", c, "#if 0\ndon't {\n#endif\nvoid main() {}", "#if 0\ndon't {\n#endif\nint main() {return 0; }"},
		{"raw string", cxx, "auto s = R\"x(void main() {\" )x\"; void main() {}", "auto s = R\"x(void main() {\" )x\"; int main() {return 0; }"},
		{"digit separator", cxx, "int n = 1'000; void main() {} // '", "int n = 1'000; int main() {return 0; } // '"},
		{"digraph braces", c, "void main() <% return; %>", "int main() <% return 0; return 0; %>"},

		{"throw(types)", cxx, "void f() throw(int, A<B>);\nvoid C::g() const throw(...)\n{}\n", "void f()  ;\nvoid C::g() const  \n{}\n"},
		{"throw() and throw expressions", cxx, "void f() throw();\nvoid g() { if (x) throw (y); else throw(z); (throw(1)); }", "void f() throw();\nvoid g() { if (x) throw (y); else throw(z); (throw(1)); }"},
		{"throw in C", c, "int f() throw(int);", "int f() throw(int);"},

		{"pragma in code", c, "__pragma(warning(disable:\n4996)) int x;", " \n int x;"},
		{"pragma pack", c, "#define P __pragma(pack(push, 1)) struct\n", "#define P _Pragma(\"pack ( push , 1 )\")  struct\n"},
		{"pragma as a macro", c, "#define __pragma(x)\n", "#define __pragma(x)\n"},
		{"_Pragma", c, "_Pragma(\"pack(1)\")\n", "_Pragma(\"pack(1)\")\n"},
		{"gcc's assembler", c, "__asm volatile(\"nop\"); __asm__(\"nop\"); __asm (\"nop\");", "__asm volatile(\"nop\"); __asm__(\"nop\"); __asm (\"nop\");"},

		{"lone long", long, "long a; unsigned long b; long int c; unsigned long int d;", "int a; unsigned int b;   int c; unsigned   int d;"},
		{"other long", long, "long long a; long double b; unsigned long const long c; double long d;", "long long a; long double b; unsigned long const long c; double long d;"},
		{"long in casts", long, "x = (long)p + sizeof(unsigned long) + f((long *)q);", "x = (int)p + sizeof(unsigned int) + f((int *)q);"},
		{"long in macros", long, "#define U unsigned long\n#if 10L > 2\n", "#define U unsigned int\n#if 10L > 2\n"},
		{"long as a macro", long, "#define long int\n", "#define long int\n"},
		{"long literals", long, "10L 10UL 10lu 0xFFFFFFFFL 2147483648L 10LL 1.5L 0x1p3L 07L L'L' L\"10L\" 0x1FFFFFFFFL", "10 10U 10U 0xFFFFFFFFU 2147483648L 10LL 1.5L 0x1p3L 07 L'L' L\"10L\" 0x1FFFFFFFFL"},
		{"long in C++", longCXX, "std::vector<long> v; long(x); 1'0L; 10_L; 10L_x;", "std::vector<int> v; int(x); 1'0; 10_L; 10L_x;"},
		{"long in other words", long, "longer along long_ \"long\" 'long' // long\n", "longer along long_ \"long\" 'long' // long\n"},

		{"sized literals", c, "#define E 116444736000000000i64\n#if E > 0x7FFFFFFFi32\nx = 18446744073709551615ui64 + 0xFFUI8 + 5I64 + 0i8;\n#endif\n", "#define E 116444736000000000LL\n#if E > 0x7FFFFFFF\nx = 18446744073709551615uLL + 0xFFU + 5LL + 0;\n#endif\n"},
		{"no sized literals", c, "\"%1I64d\" L\"9i64\" ai64 '1i64' 1.0i64 0x1I6 5i // 9i64\n", "\"%1I64d\" L\"9i64\" ai64 '1i64' 1.0i64 0x1I6 5i // 9i64\n"},
		{"sized literals in Long32", longCXX, "1'000ui64 7i32 7L", "1'000uLL 7 7"},

		{"sizeof of a type", cxx, "f(n*sizeof SOCKADDR_IN6, sizeof/**/A); i = sizeof\n_B2+1 ? sizeof A : sizeof A - 1;", "f(n*sizeof (SOCKADDR_IN6), sizeof/**/(A)); i = sizeof\n(_B2)+1 ? sizeof (A) : sizeof (A) - 1;"},
		{"sizeof in a macro", c, "#define S sizeof GUID\n#define F(X) g(sizeof X, sizeof(X))\n", "#define S sizeof (GUID)\n#define F(X) g(sizeof (X), sizeof(X))\n"},
		{"sizeof of objects", c, "sizeof x; sizeof A[1]; sizeof A.b; sizeof A->b; sizeof A(1); sizeof A++; sizeof A::B; sizeof A \"b\"; sizeof(A); sizeof *A; sizeof Ab; xsizeof A;", "sizeof x; sizeof A[1]; sizeof A.b; sizeof A->b; sizeof A(1); sizeof A++; sizeof A::B; sizeof A \"b\"; sizeof(A); sizeof *A; sizeof Ab; xsizeof A;"},

		{"old SAL", cxx, "int f(__in int a, __out __deref\nA *b, __in_ecount(a) char *c);\n#define IN __in const\n", "int f(  int a,    \nA *b, __in_ecount(a) char *c);\n#define IN   const\n"},
		{"names of libstdc++", cxx, "basic_istream &__in = f(__out, __in); __in.get(); __in >> x; \"__in int\"; // __in int\n", "basic_istream &__in = f(__out, __in); __in.get(); __in >> x; \"__in int\"; // __in int\n"},
		{"old SAL in C", c, "int f(__in int a);", "int f(__in int a);"},

		{"keywords as names", c, "int f(int _try) { int _leave = _try; _finally(_except); __try_it(); return _leave + _try; }", "int f(int _try) { int _leave = _try; _finally(_except); __try_it(); return _leave + _try; }"},
		{"function's name", c, "int f(void) { puts(\"in \" __FUNCTION__); _putws(__FUNCTIONW__); puts(_T(__FUNCTION__)); puts(__FUNCTION__); }", "int f(void) { puts(\"in \" \"f\"); _putws(L\"f\"); puts(_T(\"f\")); puts(__FUNCTION__); }"},
		{"method's name", cxx, "namespace n { class A : B { static int f() const { return g(__FUNCTIONW__); } }; A::A() : x(1), y{2} { g(__FUNCTIONW__); } }", "namespace n { class A : B { static int f() const { return g(L\"n::A::f\"); } }; A::A() : x(1), y{2} { g(L\"n::A::A\"); } }"},
		{"name in the second branch", c, "#ifdef A\nint a(int x) {\n#else\nint b(int x) {\n#endif\n g(__FUNCTIONW__); }\nint c(void) { g(__FUNCTIONW__); }", "#ifdef A\nint a(int x) {\n#else\nint b(int x) {\n#endif\n g(L\"a\"); }\nint c(void) { g(L\"c\"); }"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out, notes, err := rewrite.Rewrite([]byte(test.in), test.o)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.out, string(out)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			changed := test.in != test.out
			if changed != (len(notes) > 0) && !strings.ContainsAny(test.in, "\f\v") {
				t.Errorf("changed is %v, notes are %v", changed, notes)
			}
			if changed && !rewrite.Needed([]byte(test.in), test.o) {
				t.Error("Needed says no")
			}
			if n := bytes.Count(out, []byte("\n")); n != strings.Count(test.in, "\n") {
				t.Errorf("%d lines became %d", strings.Count(test.in, "\n"), n)
			}
			again, _, err := rewrite.Rewrite(out, test.o)
			if err != nil || !bytes.Equal(again, out) {
				t.Errorf("rewritten once more: %s, %v", again, err)
			}
		})
	}
}

func TestAssembler(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"void f(void) { __asm { mov eax, 1\n xor ebx, ebx } }", "void f(void) { _asm int 3\n }"} {
		out, _, err := rewrite.Rewrite([]byte(in), rewrite.Options{})
		if err != nil || !strings.Contains(string(out), "_Pragma(\"GCC error") || strings.Contains(string(out), "mov") || strings.Contains(string(out), "int 3") {
			t.Errorf("%q became %q, %v", in, out, err)
		}
	}
}

func TestNamesInMacros(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]bool{
		"#define T(f) printf(__FUNCTION__ f)\n":                               true,
		"#define T(f) printf(\"[\" __FUNCTION__ \"]\")\n":                     true,
		"#define HERE __FUNCTION__\n":                                         true,
		"#define T(f) log(_T(__FUNCTION__), f)\n":                             true,
		"#define T log(__FUNCTIONW__, 1)\n":                                   true,
		"#define T(f) log(f, __FUNCTION__, __LINE__)\n":                       false,
		"#if 0\n#define T(f) printf(__FUNCTION__ f)\n#endif\n":                false,
		"void f(void) { puts(WIDE(__FUNCTION__)); }":                          true,
		"void f(void) { printf(__FUNCTION__ FORMAT); }":                       true,
		"void f(void) { puts(_T(__FUNCTION__)); puts(__FUNCTION__ \": \"); }": false,
		"char *f(void) { puts(__FUNCTION__); return __FUNCTION__; }":          false,
		"char *s = \"__FUNCTION__\"; // X(__FUNCTION__)":                      false,
	} {
		if got := rewrite.NamesInMacros([]byte(src), rewrite.Options{}); got != want {
			t.Errorf("%q: %v", src, got)
		}
	}
}
