package main

import (
	"fmt"

	"winsock/catalog"
)

type catalogCheckCmd struct {
	JSON bool `name:"json" help:"Write JSON."`
}

func (catalogCheckCmd) Help() string {
	return `Errors keep an entry from working, warnings keep it from working as meant, notes
only explain. Exit code 1: there are errors or warnings, or the file is damaged.

Providers in C are tried in a process of their own, so that one that crashes is
named. Those in Go are looked for in this command; others may be part of a program.

JSON is a list of problems with severity (error, warning, note), entry (id, 0
for the whole catalog), text and remedy.`
}

func (k *catalogCheckCmd) Run(s *screen, c *commands) error {
	entries, store, err := c.Catalog.read()
	if err != nil {
		return err
	}
	problems := catalog.Check(entries, attempt(store.Path()))
	if k.JSON {
		err = problemsJSON(s, problems)
	} else {
		err = showProblems(s, where(entries, store), entries.Len(), problems)
	}
	if err != nil {
		return err
	}
	for _, p := range problems {
		if p.Severity > catalog.Note {
			return errSilent
		}
	}
	return nil
}

func showProblems(s *screen, where string, entries int, problems []catalog.Problem) error {
	for _, p := range problems {
		if _, err := fmt.Fprintf(s.out, "%s: %s\n  %s\n", p.Severity, p.Text, p.Remedy); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return nil
	}
	_, err := fmt.Fprintf(s.out, "%s: %d entries, nothing wrong\n", where, entries)
	return err
}

// where says which catalog c is.
func where(c *catalog.Catalog, store *catalog.Store) string {
	if c.Generation() == 0 {
		return "built-in catalog"
	}
	return store.Path()
}

func problemsJSON(s *screen, problems []catalog.Problem) error {
	type problem struct {
		Severity string `json:"severity"`
		Entry    uint32 `json:"entry"`
		Text     string `json:"text"`
		Remedy   string `json:"remedy"`
	}
	all := make([]problem, len(problems))
	for i, p := range problems {
		all[i] = problem{p.Severity.String(), p.Entry, p.Text, p.Remedy}
	}
	return s.json(all)
}
