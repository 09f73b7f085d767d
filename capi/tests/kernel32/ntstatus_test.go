package kernel32_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"winsock/ws2def"
)

// TestStatusErrors compares what C makes of a status with what Go makes of it:
// every status of the system below 0x1000 in all severities, those of TCP/IP,
// and statuses at random.
func TestStatusErrors(t *testing.T) {
	const source = `#include <stdio.h>
#include "statuserror.h"

int main(void)
{
	unsigned int status;

	while (scanf("%x", &status) == 1)
		printf("%x %u %u\n", status, ws_ntstatus_wsa(status), ws_ntstatus_win32(status));
	return 0;
}
`
	program := filepath.Join(t.TempDir(), "status")
	cc := exec.Command("gcc", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-I../../shim", "-o", program,
		"../../kernel32/zntstatus.c", "-xc", "-")
	cc.Stdin = strings.NewReader(source)
	if out, err := cc.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var in, want strings.Builder
	add := func(status uint32) {
		s := ws2def.NTStatus(status)
		fmt.Fprintf(&in, "%x\n", status)
		fmt.Fprintf(&want, "%x %d %d\n", status, s.WSA(), s.Win32())
	}
	for _, severity := range []uint32{0, 0x40000000, 0x80000000, 0xC0000000} {
		for code := range uint32(0x1000) {
			add(severity | code)
		}
	}
	for code := range uint32(0x100) {
		add(0xC000A000 | code)
		add(0xC0070000 | code)
		add(0xD0000000 | code)
	}
	for range 1000 {
		add(rand.Uint32())
	}
	run := exec.Command(program)
	run.Stdin = strings.NewReader(in.String())
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(out); got != want.String() {
		wants := strings.Split(want.String(), "\n")
		for i, line := range strings.Split(got, "\n") {
			if i >= len(wants) || line != wants[i] {
				t.Fatalf("line %d: C says %q, Go %q", i+1, line, wants[min(i, len(wants)-1)])
			}
		}
		t.Fatalf("C says %d bytes, Go %d", len(got), want.Len())
	}
}
