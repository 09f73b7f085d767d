package examples_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// finds makes sure that the toolchain sees what the library's C code does wrong.
func finds(t *testing.T, c toolchain, code int, words string) {
	t.Helper()
	p, err := c.compile(t, filepath.Join("testdata", "overflow.c"))
	if err != nil {
		t.Fatal(err)
	}
	if said := p.start(t).endsSaying(code, ""); !strings.Contains(said, words) || !strings.Contains(said, "strcpy_s") {
		t.Fatalf("an error is not found:\n%s", said)
	}
}

// TestValgrind runs the programs under valgrind: any invalid access and any lost
// block makes a program end with 99. Where goroutines are at work it takes the change
// from one's stack to another's, which lies beside it, for a frame that is given back;
// TestSanitized alone looks after the programs for which they are.
func TestValgrind(t *testing.T) {
	asked(t, "WINSOCK_TEST_VALGRIND")
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		t.Skip("no valgrind here")
	}
	suppressions, err := filepath.Abs("c/valgrind.supp")
	if err != nil {
		t.Fatal(err)
	}
	c := native("-g")
	c.slow = true
	c.env = []string{"GODEBUG=asyncpreemptoff=1"} // see valgrind.supp
	c.run = []string{
		valgrind, "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
		"--show-leak-kinds=definite", "--suppressions=" + suppressions,
	}
	finds(t, c, 99, "Invalid write")
	all(t, c, engaged)
}

// TestSanitized runs the programs with the library's C part, and with themselves,
// compiled for the address and undefined-behaviour sanitizers.
func TestSanitized(t *testing.T) {
	asked(t, "WINSOCK_TEST_SANITIZE")
	const sanitizers = "address,undefined"
	if out, err := exec.Command("make", "-C", "..", "library", "SANITIZE="+sanitizers).CombinedOutput(); err != nil {
		t.Fatalf("make library: %v\n%s", err, out)
	}
	lib, err := filepath.Abs(filepath.Join("..", "build", "lib-"+sanitizers))
	if err != nil {
		t.Fatal(err)
	}
	c := native("-g", "-fsanitize="+sanitizers, "--winsock-rpath="+lib)
	c.slow = true
	c.env = []string{
		"ASAN_OPTIONS=detect_leaks=1:exitcode=98",
		"UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:exitcode=97",
	}
	finds(t, c, 98, "heap-buffer-overflow")
	all(t, c, nil)
}
