// Command clauses makes the clause list: which fact of docs/contract is shown
// by which tests, and which one waits for what.
//
//	clauses [-root dir]          write docs/CLAUSES.md, print counts and faults
//	clauses [-root dir] -count   print the counts only
//	clauses [-root dir] -check   print counts and faults, fail on any fault
//
// A fault is: a clause that is neither shown nor listed in
// docs/contract/waiting.tsv, a listed or cited clause that does not exist, an
// entry of waiting.tsv with nothing left to wait for, a docs/CLAUSES.md that is
// not current.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	root := flag.String("root", ".", "the project's `directory`")
	count := flag.Bool("count", false, "print the counts only")
	check := flag.Bool("check", false, "fail on any fault")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "clauses: unexpected argument", flag.Arg(0))
		os.Exit(2)
	}
	if err := run(*root, *count, *check); err != nil {
		fmt.Fprintln(os.Stderr, "clauses:", err)
		os.Exit(1)
	}
}

func run(root string, count, check bool) error {
	clauses, err := readContract(filepath.Join(root, "docs", "contract"))
	if err != nil {
		return err
	}
	entries, err := readWaiting(filepath.Join(root, "docs", "contract", "waiting.tsv"))
	if err != nil {
		return err
	}
	citations, err := readCitations(root)
	if err != nil {
		return err
	}
	l := makeList(clauses, entries, citations)
	fmt.Print(l.counts())

	path := filepath.Join(root, "docs", "CLAUSES.md")
	if check {
		now, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if string(now) != l.markdown() {
			l.faults = append(l.faults, "docs/CLAUSES.md is not current: run make clauses")
		}
	}
	if count {
		return nil
	}
	slices.Sort(l.faults)
	for _, fault := range l.faults {
		fmt.Fprintln(os.Stderr, "clauses:", fault)
	}
	if check {
		if len(l.faults) > 0 {
			return fmt.Errorf("%d faults", len(l.faults))
		}
		return nil
	}
	return os.WriteFile(path, []byte(l.markdown()), 0o644)
}
