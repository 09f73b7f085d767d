package rewrite_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"winsock/cmd/wscc/rewrite"
)

// FuzzRewrite shows of any text: no panic, as many lines, nothing changed when
// Needed says no, and what is rewritten needs no second time.
func FuzzRewrite(f *testing.F) {
	files, err := filepath.Glob("testdata/*.c*")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src, uint8(0))
		f.Add(src, uint8(0xff))
	}
	for _, src := range []string{
		"#if 0\ndon't\n#elif X\n{\n#else\n{{\n#endif\n} void main(){}",
		"R\"(\n)\" L'a' u8\"\" 1'0 \\\n# inc\\\nlude <A\\B>\n\x1a",
		"void f() { __try { return (T){1}; } __except(g(), 1) { goto x; x:; } }",
		"__pragma(pack(__pragma(x)) __asm { } long int long unsigned long 10UL\n#define X __pragma(pack",
		"auto f = [&]() mutable -> int { _try { for(;;) if (a) break; else __leave; } _finally { } };",
		"int f(a) int a; { switch (a) { case 1 ? 2 : 3: __try {} __finally {} default: do while(1); while(0); } }",
		"class A : B<int()> { A() : a{1}, b(2) { __try {} __finally {} } operator int() const { puts(\"\" __FUNCTION__); } };",
		"#define S sizeof\\\nA\nint n = sizeof\x00B + sizeof /* */ C * sizeof D ## E;",
		"void f(__in A a, __out __pre\\\n B *b) throw(__in int) { __in x; }",
		"%:define <% %> <::> <:: \\\n%: include <X>",
	} {
		f.Add([]byte(src), uint8(0))
		f.Add([]byte(src), uint8(1))
	}
	f.Fuzz(func(t *testing.T, src []byte, flags uint8) {
		o := rewrite.Options{
			CPlusPlus:    flags&1 != 0,
			NoExceptions: flags&2 != 0,
			Clang:        flags&4 != 0,
			Long32:       flags&8 != 0,
			Stage:        rewrite.Stage((flags >> 4 & 7) % 3),
		}
		twice := rewrite.Preprocess(src, o)
		if twice && !rewrite.SEH(src) {
			t.Error("Preprocess without SEH")
		}
		out, _, err := rewrite.Rewrite(src, o)
		if err != nil {
			if !bytes.Equal(out, src) {
				t.Errorf("%v, but changed to %q", err, out)
			}
			if !rewrite.SEH(src) {
				t.Errorf("%v, without SEH", err)
			}
			return
		}
		if a, b := bytes.Count(src, []byte{'\n'}), bytes.Count(out, []byte{'\n'}); a != b {
			t.Errorf("%d lines became %d: %q", a, b, out)
		}
		if !rewrite.Needed(src, o) && !bytes.Equal(src, out) {
			t.Errorf("not needed, but changed to %q", out)
		}
		again, _, err := rewrite.Rewrite(out, o)
		if err != nil || !bytes.Equal(again, out) {
			t.Errorf("%q became\n%q and then\n%q, %v", src, out, again, err)
		}
	})
}
