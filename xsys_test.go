package winsock_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"winsock"
)

// TestProgramsForWindows changes one import of programs that were written for
// golang.org/x/sys/windows, and runs them here. That they compile for Windows as
// they stand is checked too.
func TestProgramsForWindows(t *testing.T) {
	for name, want := range map[string]string{
		"udpecho":   "hello true\n",
		"tcpclient": "12 true\n",
		"options":   "1 12345 4 0 true\n",
		"events":    "0 <nil> true true true\n",
		"routine":   "0 100 100 16\n",
		"services":  "127.0.0.1 1 [127 0 0 1] 6\ntrue\n",
		"audit":     "true\n" + winsock.WSAEADDRINUSE.Error() + "\ntrue <nil> S-1-1-0\n",
		"protocols": "MSAFD Tcpip [UDP/IPv6] true true\nMSAFD Tcpip [UDP/IP] false true\nRSVP UDPv6 Service Provider true true\nRSVP UDP Service Provider false true\n<nil> <nil>\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "audit" && os.Geteuid() != 0 {
				t.Skip("only root holds SeSecurityPrivilege")
			}
			original := filepath.Join("testdata", "xsys", name, "main.go")
			source, err := os.ReadFile(original)
			if err != nil {
				t.Fatal(err)
			}
			const theirs, ours = `"golang.org/x/sys/windows"`, `windows "winsock"`
			if strings.Count(string(source), theirs) != 1 {
				t.Fatalf("%s does not import %s once", original, theirs)
			}
			here := filepath.Join(t.TempDir(), "main.go")
			if err := os.WriteFile(here, []byte(strings.Replace(string(source), theirs, ours, 1)), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("go", "run", here)
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "WINSOCK_CATALOG="+filepath.Join(t.TempDir(), "none.json"),
				"WINSOCK_AUDIT_DIR="+filepath.Join(t.TempDir(), "audit"))
			out, err := cmd.CombinedOutput()
			if err != nil || string(out) != want {
				t.Errorf("printed %q, %v; want %q", out, err, want)
			}

			if testing.Short() {
				return
			}
			cmd = exec.Command("go", "build", "-o", os.DevNull, original)
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=windows")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("for Windows: %v\n%s", err, out)
			}
		})
	}
}
