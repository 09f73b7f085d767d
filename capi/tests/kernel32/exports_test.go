package kernel32_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/capi/tests/library"
)

// TestExports: what leaves the library is what capi/abi lists, all of it and
// nothing else.
func TestExports(t *testing.T) {
	t.Parallel()
	where := library.Build(t)
	script, err := os.ReadFile(library.Root + "/capi/zexports.map")
	if err != nil {
		t.Fatal(err)
	}
	listed, _, _ := strings.Cut(string(script), "local:")
	var want []string
	for line := range strings.Lines(listed) {
		if name, ok := strings.CutSuffix(strings.TrimSpace(line), ";"); ok {
			want = append(want, name)
		}
	}
	out, err := exec.Command("nm", "-D", "--defined-only", "--format=posix", where+"/libws2_32.so").Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(out)) {
		got = append(got, strings.Fields(line)[0])
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("listed (-) and exported (+):\n%s", diff)
	}
}
