package cxx

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// workshop compiles C++ as the driver does.
type workshop struct {
	dir string
}

// run runs a command; its output is the error.
func run(name string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

// object compiles a source and widens the object.
func (w workshop) object(compiler, source, name string, flags ...string) (string, error) {
	object := filepath.Join(w.dir, name+".o")
	args := append([]string{"-fshort-wchar", "-fms-extensions", "-I../include", "-c", source, "-o", object}, flags...)
	if err := run(compiler, args...); err != nil {
		return "", err
	}
	_, err := Widen(object)
	return object, err
}

// archive makes libwinsockcxx.a as build.sh does, for these versions of the language.
func (w workshop) archive(standards ...string) error {
	sources, err := filepath.Glob("src/*.cc")
	if err != nil || len(sources) == 0 {
		return fmt.Errorf("no sources: %w", err)
	}
	args := []string{"rcs", filepath.Join(w.dir, "libwinsockcxx.a")}
	for _, source := range sources {
		name := strings.TrimSuffix(filepath.Base(source), ".cc")
		versions := []string{"20"}
		switch name {
		case "string", "stream":
			versions = standards
		case "limits":
			versions = []string{"14"}
		}
		for _, version := range versions {
			object, err := w.object("g++", source, name+"-"+version, "-std=gnu++"+version, "-O2", "-fPIC")
			if err != nil {
				return err
			}
			args = append(args, object)
		}
	}
	return run("ar", args...)
}

// runTime makes a library of the C run-time, and of kernel32 what it needs here.
func (w workshop) runTime() error {
	sources, err := filepath.Glob("../crt/*.c")
	if err != nil {
		return err
	}
	args := []string{
		"-shared", "-std=gnu17", "-O1", "-w", "-fPIC", "-fshort-wchar", "-fno-builtin", "-D_GNU_SOURCE",
		"-DWIN32_LEAN_AND_MEAN", "-I../include", "-I../shim", "-Wl,--unresolved-symbols=ignore-all",
		"-o", filepath.Join(w.dir, "libcrt.so"), "../kernel32/filepath.c", "../kernel32/lasterror.c",
	}
	return run("gcc", append(append(args, sources...), "-lm")...)
}

// link links an object with both.
func (w workshop) link(compiler, object, program string) error {
	return run(compiler, object, "-o", program, "-L"+w.dir, "-lwinsockcxx", "-lcrt", "-pthread",
		"-Wl,-rpath,"+w.dir, "-Wl,--unresolved-symbols=ignore-in-shared-libs")
}

// input and output of testdata/console.cc.
const (
	input  = "7 abc rest ä\nnarrow line\nlast😀\nfinal €\n"
	output = "early ü\nwide 中文 😀 42 ff   1.5\nnarrow\nprintf\ngrüß\nwprintf é\n😀\n" +
		"7/abc/ rest ä/\nnarrow line\nlast😀/final €\neof\nlate\n"
	complaint = "error é\nlog\n"
)

// TestPrograms shows wide C++ at every level of optimisation, in several
// versions of the language, by both compilers.
func TestPrograms(t *testing.T) {
	for _, tool := range []string{"gcc", "g++", "ar"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	w := workshop{dir: t.TempDir()}
	if err := w.archive("11", "17", "20"); err != nil {
		t.Fatal(err)
	}
	if err := w.runTime(); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ compiler, level, standard string }{
		{"g++", "-O0", "gnu++17"},
		{"g++", "-O2", "gnu++20"},
		{"g++", "-O3", "gnu++11"},
		{"clang++", "-O0", "gnu++11"},
		{"clang++", "-O2", "gnu++17"},
	}
	for _, c := range cases {
		t.Run(c.compiler+c.level+c.standard, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(c.compiler); err != nil {
				t.Skip(err)
			}
			for _, name := range []string{"strings", "streams", "console"} {
				program := filepath.Join(w.dir, c.compiler+c.level+c.standard+name)
				object, err := w.object(c.compiler, "testdata/"+name+".cc", filepath.Base(program), "-std="+c.standard, c.level)
				if err != nil {
					t.Fatal(err)
				}
				if err := w.link(c.compiler, object, program); err != nil {
					t.Fatal(err)
				}
				check(t, program, name == "console")
			}
		})
	}
}

// check runs a program, which exits with how many of its checks failed.
func check(t *testing.T, program string, console bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, program+".out")
	cmd.Stdin = strings.NewReader(input)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Errorf("%s: %v\n%s%s", filepath.Base(program), err, complaints.String(), out.String())
	}
	if console && (out.String() != output || complaints.String() != complaint) {
		t.Errorf("output %q and %q, want %q and %q", out.String(), complaints.String(), output, complaint)
	}
}

// TestWidenLeavesOthers shows that files without wide symbols stay as they are
// and that damaged ones are refused.
func TestWidenLeavesOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"empty": "", "text": "int main() {}\n", "elf": "\x7fELF and nothing more",
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		changed, err := Widen(path)
		if changed || (err != nil) != (name == "elf") {
			t.Errorf("Widen(%s) = %v, %v", name, changed, err)
		}
		after, err := os.ReadFile(path)
		if err != nil || string(after) != content {
			t.Errorf("%s became %q: %v", name, after, err)
		}
	}
}
