package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	const head = "package p\n\nimport \"testing\"\n\n"
	for _, tc := range []struct {
		name, source string
		wantErr      bool
		want         string   // the closing line
		wantPrinted  []string // parts of what is printed
		unwanted     string   // a part that must not be printed
	}{
		{
			name:        "all outcomes but failure",
			source:      head + "func TestA(t *testing.T) { t.Log(\"quiet\") }\nfunc TestB(t *testing.T) { t.Skip() }\n",
			want:        "1 passed, 0 failed, 1 skipped",
			wantPrinted: []string{"ok  \tp\t"},
			unwanted:    "quiet",
		},
		{
			name:        "failure in a sub-test",
			source:      head + "func TestA(t *testing.T) { t.Run(\"x\", func(t *testing.T) { t.Error(\"the reason\") }) }\n",
			wantErr:     true,
			want:        "0 passed, 2 failed, 0 skipped",
			wantPrinted: []string{"the reason", "--- FAIL: TestA/x", "FAIL\tp\t"},
		},
		{
			name:        "crash",
			source:      head + "func TestA(t *testing.T) {}\nfunc TestB(t *testing.T) { go func() { panic(\"the reason\") }(); select {} }\n",
			wantErr:     true,
			want:        "1 passed, 1 failed, 0 skipped",
			wantPrinted: []string{"the reason", "FAIL\tp\t"},
		},
		{
			name:        "failure outside every test",
			source:      head + "import \"os\"\n\nfunc TestMain(m *testing.M) { m.Run(); os.Exit(1) }\nfunc TestA(t *testing.T) {}\n",
			wantErr:     true,
			want:        "1 passed, 1 failed, 0 skipped",
			wantPrinted: []string{"FAIL\tp\t"},
		},
		{
			name:        "does not build",
			source:      head + "func TestA(t *testing.T) { undefined() }\n",
			wantErr:     true,
			want:        "0 passed, 1 failed, 0 skipped",
			wantPrinted: []string{"undefined: undefined", "[build failed]"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, text := range map[string]string{"go.mod": "module p\n\ngo 1.26\n", "p_test.go": tc.source} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			var printed strings.Builder
			sum := newSummary(&printed)
			if err := run(dir, []string{"."}, sum); (err != nil) != tc.wantErr {
				t.Errorf("run returned %v, want an error: %v", err, tc.wantErr)
			}
			if got := sum.String(); got != tc.want {
				t.Errorf("closing line %q, want %q", got, tc.want)
			}
			for _, part := range tc.wantPrinted {
				if !strings.Contains(printed.String(), part) {
					t.Errorf("%q not printed in\n%s", part, &printed)
				}
			}
			if tc.unwanted != "" && strings.Contains(printed.String(), tc.unwanted) {
				t.Errorf("%q printed in\n%s", tc.unwanted, &printed)
			}
		})
	}
}
