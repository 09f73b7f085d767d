//go:build cgo

package native_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"winsock/catalog"
	"winsock/internal/clause"
)

// A program in C does the same over all kinds of chains, and the layers see what they should:
// the one with handles of its own all bytes, the other one sockets only.
func TestLibrary(t *testing.T) {
	clause.Covers(t, "P-190", "P-198", "P-251", "P-253", "P-255", "P-256", "P-259", "P-265", "P-266", "P-268",
		"P-269", "P-271", "P-283", "P-284", "P-285", "P-286", "P-287", "P-288", "P-289", "P-290")
	program := filepath.Join(t.TempDir(), "program")
	compileProgram(t, program)
	for _, chain := range []string{"", "count", "see", "see count", "pass count", "count pass"} {
		t.Run(strings.ReplaceAll("over "+chain, " ", "_"), func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithTimeout(t.Context(), 60*time.Second)
			defer stop()
			cmd := exec.CommandContext(ctx, program)
			cmd.Env = append(os.Environ(), "COUNT_REPORT=1", catalog.EnvFile+"="+install(t, strings.Fields(chain)...))
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "ok\n") {
				t.Fatalf("%v\n%s", err, out)
			}
			// 3 rounds of 2 MiB and what is small.
			counted := regexp.MustCompile(`counted (\d{7}) bytes received, (\d+) sent`).FindStringSubmatch(string(out))
			if strings.Contains(chain, "count") && (counted == nil || counted[1] != counted[2]) {
				t.Errorf("the layer has not counted: %s", out)
			}
			saw := regexp.MustCompile(`saw (\d+) sockets, (\d+) closed`).FindStringSubmatch(string(out))
			if strings.Contains(chain, "see") && (saw == nil || saw[1] == "0" || saw[1] != saw[2]) {
				t.Errorf("the layer has not seen: %s", out)
			}
		})
	}
}

func compileProgram(t *testing.T, to string) {
	t.Helper()
	compile(t, "none.so", "layer/below.c", "layer/ifs.c") // skips without wscc
	out, err := exec.Command(filepath.Join(build, "bin/wscc"), "-Wall", "-Wextra", "-Werror", "testdata/program.c", "-o", to, "-lws2_32").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
