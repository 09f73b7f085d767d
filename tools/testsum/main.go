// Command testsum runs "go test" and sums up its outcome.
//
//	testsum [-C dir]... [-o file] go-test-arguments
//
// In each dir (default: the current one) it runs "go test -json" with the
// arguments, prints one line per package as "go test" does, the whole output
// of every test that failed, and at the end one line
//
//	N passed, N failed, N skipped
//
// which -o also writes to a file. Sub-tests count. A package that fails
// without a failed test (it does not build, it crashed, it leaked) counts as
// one failure. The exit status is 0 when every run of "go test" succeeded.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

func main() {
	var dirs []string
	flag.Func("C", "run in `dir`; may be repeated", func(dir string) error {
		dirs = append(dirs, dir)
		return nil
	})
	out := flag.String("o", "", "also write the closing line to `file`")
	flag.Parse()
	if len(dirs) == 0 {
		dirs = []string{"."}
	}

	sum := newSummary(os.Stdout)
	ok := true
	for _, dir := range dirs {
		if err := run(dir, flag.Args(), sum); err != nil {
			fmt.Fprintf(os.Stderr, "testsum: in %s: %v\n", dir, err)
			ok = false
		}
	}
	line := sum.String()
	fmt.Println(line)
	if *out != "" {
		if err := os.WriteFile(*out, []byte(line+"\n"), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "testsum:", err)
			ok = false
		}
	}
	if !ok || sum.failed > 0 {
		os.Exit(1)
	}
}

// run feeds one "go test -json" to sum and returns how it ended.
func run(dir string, args []string, sum *summary) error {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	readErr := sum.read(stdout)
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	return readErr
}

// event is one line of "go test -json" (see "go doc test2json").
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// key names a test; the empty Test stands for its package.
type key struct{ Package, Test string }

// summary counts outcomes and prints what a reader needs.
type summary struct {
	w                       io.Writer
	passed, failed, skipped int
	output                  map[key][]string // of tests without an outcome yet
	failedIn                map[string]int   // failed tests per package
}

func newSummary(w io.Writer) *summary {
	return &summary{w: w, output: map[key][]string{}, failedIn: map[string]int{}}
}

// String is the closing line.
func (s *summary) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", s.passed, s.failed, s.skipped)
}

// read takes the events of one run. A line that is not an event is printed as
// it is.
func (s *summary) read(r io.Reader) error {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil {
				s.w.Write(line)
			} else {
				s.take(e)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *summary) take(e event) {
	k := key{e.Package, e.Test}
	switch e.Action {
	case "run":
		s.output[k] = nil
	case "output":
		s.print(k, e.Output)
	case "build-output":
		io.WriteString(s.w, e.Output)
	case "pass":
		s.end(k, &s.passed)
	case "skip":
		s.end(k, &s.skipped)
	case "fail":
		if e.Test != "" {
			for _, line := range s.output[k] {
				io.WriteString(s.w, line)
			}
			s.failedIn[e.Package]++
			s.end(k, &s.failed)
			return
		}
		s.crashed(e.Package)
		if s.failedIn[e.Package] == 0 {
			s.failed++
		}
	}
}

// end forgets a test's output and counts it; packages are not counted.
func (s *summary) end(k key, count *int) {
	delete(s.output, k)
	if k.Test != "" {
		*count++
	}
}

// print keeps a test's output until its outcome is known. A package's own
// output appears at once, but for the word PASS, which says nothing.
func (s *summary) print(k key, text string) {
	switch {
	case k.Test != "":
		s.output[k] = append(s.output[k], text)
	case text != "PASS\n":
		io.WriteString(s.w, text)
	}
}

// crashed counts the tests of a failed package that never ended, and prints
// what they had said.
func (s *summary) crashed(pkg string) {
	for k, lines := range s.output {
		if k.Package != pkg || k.Test == "" {
			continue
		}
		fmt.Fprintf(s.w, "--- did not end: %s.%s\n%s", k.Package, k.Test, strings.Join(lines, ""))
		delete(s.output, k)
		s.failedIn[pkg]++
		s.failed++
	}
}
