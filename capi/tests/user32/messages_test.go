package user32_test

import (
	"path/filepath"
	"strings"
	"testing"

	"winsock/capi/tests/library"
)

// TestMessages runs the programs of testdata: each looks at one part of message
// queues and windows, and says what is wrong. They run on Windows too.
func TestMessages(t *testing.T) {
	programs, err := filepath.Glob("testdata/*.c")
	if err != nil || len(programs) < 5 {
		t.Fatal(programs, err)
	}
	for _, source := range programs {
		name := strings.TrimSuffix(filepath.Base(source), ".c")
		if name == "messagebox" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, complaints, err := run(t, library.Program(t, source))
			if err != nil || out != "" || complaints != "" {
				t.Errorf("%v\n%s%s", err, out, complaints)
			}
		})
	}
}

// TestMessageBox shows that the text of a message box is not lost, and that the
// default button answers.
func TestMessageBox(t *testing.T) {
	out, complaints, err := run(t, library.Program(t, "testdata/messagebox.c"))
	if err != nil || out != "1 2 7 4 6 1 0 0\n" {
		t.Errorf("%v, %q", err, out)
	}
	if want := "caption: the text\nError: \nwide: gr\u00fc\u00df\n"; !strings.HasPrefix(complaints, want) {
		t.Errorf("%q, want %q", complaints, want)
	}
}
