package examples_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"winsock/internal/clause"
)

// TestPageSample builds the program at the end of the page that this project
// stands on, as it is, where the page is at hand; its text is not ours to keep.
func TestPageSample(t *testing.T) {
	clause.Covers(t, "P-126", "S-042")
	pages, _ := filepath.Glob(filepath.Join("..", "..", "shared", "seed", "*.txt"))
	if len(pages) == 0 {
		t.Skip("the page is not here")
	}
	page, err := os.ReadFile(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	begin := bytes.Index(page, []byte("#ifndef UNICODE"))
	end := bytes.Index(page[max(begin, 0):], []byte("\n}\n"))
	if begin < 0 || end < 0 {
		t.Fatal("the page has no program")
	}
	source := filepath.Join(t.TempDir(), "sample.c")
	if err := os.WriteFile(source, page[begin:begin+end+3], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, unicode := range [][]string{nil, {"-DUNICODE"}} {
		p, err := native(unicode...).compile(t, source)
		if err != nil {
			t.Fatal(err)
		}
		for arguments, want := range map[string]string{
			"0 2 17 1":    "WSASocket function succeeded",
			"2 1 6 1":     "WSASocket function succeeded",
			"23 2 17 129": "WSASocket function succeeded",
			"2 1 17 0":    "WSASocket function failed with error = 10043",
			"0 0 0 0":     "WSASocket function failed with error = 10022",
			"2 5 0 0":     "WSASocket function failed with error = 10044",
		} {
			out, err := exec.Command(p.path, strings.Fields(arguments)...).CombinedOutput()
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			if err != nil || lines[len(lines)-1] != want {
				t.Errorf("%v, %s: %v\n%s\nwant %q", unicode, arguments, err, out, want)
			}
			if !strings.Contains(string(out), "Calling socket with following parameters:\n  Address Family = ") {
				t.Errorf("%s: text is missing:\n%s", arguments, out)
			}
		}
		if out, err := exec.Command(p.path).CombinedOutput(); err == nil || !strings.Contains(string(out), "0 2 17 1\n") {
			t.Errorf("usage: %v\n%s", err, out)
		}
	}
}
