package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// limit is how long a program may run.
const limit = 60 * time.Second

// winsock1 begins the names of the chapters for Winsock 1.1, which Windows has in another library.
const winsock1 = "winsock1"

// outcome is the result of one check.
type outcome string

const (
	pass    outcome = "pass"
	fail    outcome = "FAIL"
	skipped outcome = "skip"
)

// check is one line that a program printed.
type check struct {
	clause, what, seen string
	outcome            outcome
}

// platform compiles programs and runs them.
type platform struct {
	name    string
	compile []string // the compiler and what goes before the sources
	link    []string // what goes behind them
	link1   []string // and before that for winsock1
	suffix  string
	run     []string // what goes before the program
	env     []string
	catalog string // file of which each program gets a copy; "": none
	command string // the winsock command, with which a program changes its catalog; "": there is none
}

// chapters are the programs of dir: every C file without a header of its name,
// which would be part of the harness.
func chapters(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.c"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		name := strings.TrimSuffix(f, ".c")
		if _, err := os.Stat(name + ".h"); err != nil {
			names = append(names, filepath.Base(name))
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return nil, fmt.Errorf("no programs in %s", dir)
	}
	return names, nil
}

// included finds the header that a line of a program or of a header includes.
var included = regexp.MustCompile(`(?m)^#include "(\w+)\.h"`)

// sources are the C files of a chapter of dir: its own, and those of the parts
// of the harness whose headers it includes, or they do.
func sources(dir, chapter string) ([]string, error) {
	list := []string{filepath.Join(dir, chapter+".c")}
	texts := slices.Clone(list)
	for i := 0; i < len(texts); i++ {
		text, err := os.ReadFile(texts[i])
		if err != nil {
			return nil, err
		}
		for _, m := range included.FindAllSubmatch(text, -1) {
			part := filepath.Join(dir, string(m[1]))
			if !slices.Contains(texts, part+".h") {
				texts = append(texts, part+".h")
				list = append(list, part+".c")
			}
		}
	}
	return list, nil
}

// build compiles a chapter of dir and returns the program's path.
func (p *platform) build(dir, chapter, to string) (string, error) {
	program := filepath.Join(to, chapter+p.suffix)
	link := p.link
	if strings.HasPrefix(chapter, winsock1) {
		link = slices.Concat(p.link1, link)
	}
	files, err := sources(dir, chapter)
	if err != nil {
		return "", err
	}
	args := slices.Concat(p.compile[1:], []string{"-o", program}, files, link)
	out, err := exec.Command(p.compile[0], args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %s does not compile: %w\n%s", p.name, chapter, err, out)
	}
	return program, nil
}

// checks runs a program in a directory of its own and returns what it printed;
// arguments are its arguments.
// A program that ends in another way than by its verdict is an error.
func (p *platform) checks(program string, arguments ...string) ([]check, error) {
	dir, err := os.MkdirTemp("", "winsock-conformance-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	args := slices.Concat(p.run, []string{program}, arguments)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), p.env...)
	catalog := filepath.Join(dir, "catalog.json") // which programs may change
	if p.catalog != "" {
		text, err := os.ReadFile(p.catalog)
		if err == nil {
			err = os.WriteFile(catalog, text, 0o600)
		}
		if err != nil {
			return nil, err
		}
	}
	cmd.Env = append(cmd.Env, "WINSOCK_CATALOG="+catalog,
		"WINSOCK_AUDIT_DIR="+filepath.Join(dir, "audit"))
	if p.command != "" {
		command, err := filepath.Abs(p.command)
		if err != nil {
			return nil, err
		}
		cmd.Env = append(cmd.Env, "WINSOCK_COMMAND="+command)
	}
	cmd.WaitDelay = time.Second
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	list, bad := parse(out)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		err = fmt.Errorf("did not end within %v", limit)
	case bad != nil:
		err = bad
	case errors.As(err, &exit) && exit.ExitCode() == 1 && slices.ContainsFunc(list, failed):
		err = nil // the verdict
	case errors.Is(err, exec.ErrWaitDelay) && len(list) > 0:
		err = nil // Wine's first program of all leaves programs behind that hold its output
	case err == nil && len(list) == 0:
		err = errors.New("printed no check")
	}
	if err != nil {
		return list, fmt.Errorf("%s: %s: %w\n%s", p.name, filepath.Base(program), err, errs.Bytes())
	}
	return list, nil
}

func failed(c check) bool { return c.outcome == fail }

// parse reads the lines that a program printed; see c/check.h.
func parse(out []byte) ([]check, error) {
	var list []check
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		fields := strings.Split(strings.TrimSuffix(lines.Text(), "\r"), "\t")
		if len(fields) < 3 || !slices.Contains([]outcome{pass, fail, skipped}, outcome(fields[1])) {
			return list, fmt.Errorf("printed %q, which is no check", lines.Text())
		}
		list = append(list, check{clause: fields[0], outcome: outcome(fields[1]), what: fields[2], seen: strings.Join(fields[3:], " ")})
	}
	return list, nil
}
