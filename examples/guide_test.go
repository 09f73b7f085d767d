package examples_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestGuide does what docs/providers.md says: the commands in its blocks run one after
// another, beginning in an empty folder, and what is shown behind them must come, with
// anything for "…".
func TestGuide(t *testing.T) {
	tree, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(tree, "build", "bin", "wscc")); err != nil {
		t.Skip("no wscc here (make build makes it)")
	}
	text, err := os.ReadFile(filepath.Join(tree, "docs", "providers.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps := guideSteps(string(text))
	if len(steps) < 5 {
		t.Fatalf("the guide has %d commands to run", len(steps))
	}
	shell := newGuideShell(t, tree)
	for _, s := range steps {
		said := shell.run(t, s.commands)
		for _, want := range s.shown {
			if !want.MatchString(said) {
				t.Errorf("%s\nshows:\n%s\nthe guide wants: %s", s.commands, said, want)
			}
		}
	}
}

// guideStep is a block of commands, and the lines that the guide shows behind them.
type guideStep struct {
	commands string
	shown    []*regexp.Regexp
}

var guideBlock = regexp.MustCompile("(?ms)^```(sh|text)\n(.*?)^```$")

func guideSteps(text string) (steps []guideStep) {
	for _, block := range guideBlock.FindAllStringSubmatch(text, -1) {
		if block[1] == "sh" {
			steps = append(steps, guideStep{commands: block[2]})
			continue
		}
		last := &steps[len(steps)-1]
		for line := range strings.Lines(block[2]) {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSuffix(line, "\n")), "…", ".*")
			last.shown = append(last.shown, regexp.MustCompile("(?m)^"+pattern+"$"))
		}
	}
	return steps
}

// guideShell is where a reader types: what a block leaves behind, variables and the
// folder, the next one finds.
type guideShell struct{ script, dir string }

func newGuideShell(t *testing.T, tree string) *guideShell {
	dir := t.TempDir()
	t.Setenv("WINSOCK", tree)
	t.Setenv("PATH", filepath.Join(tree, "build", "bin")+":"+os.Getenv("PATH"))
	t.Setenv("WINSOCK_RUN_DIR", filepath.Join(dir, "run"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	return &guideShell{dir: dir, script: "set -eu\n"}
}

// run runs commands where those before have ended, and returns what they say.
func (g *guideShell) run(t *testing.T, commands string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	state := filepath.Join(g.dir, "state")
	cmd := exec.CommandContext(ctx, "sh", "-c", fmt.Sprintf("cd %s\n%s%s\nexport -p >%s\npwd >%s.dir\n", g.dir, g.script, commands, state, state))
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%v:\n%s", commands, err, out)
	}
	g.script = fmt.Sprintf("set -eu\n. %s\ncd \"$(cat %s.dir)\"\n", state, state)
	return string(out)
}
