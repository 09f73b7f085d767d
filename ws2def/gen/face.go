package main

import (
	"fmt"
	"slices"
	"strings"
)

// ownTypes are the structures that the Go face defines itself.
var ownTypes = []string{
	"Linger", // golang.org/x/sys/windows has two int32
}

// faceGo writes the names that the Go face shows again: every constant, error
// code, status and structure of ws2def.
func faceGo(s *spec) (string, error) {
	var b strings.Builder
	b.WriteString("import \"winsock/ws2def\"\n\n")

	var names []string
	for _, r := range s.constants.rows {
		if !onlyC(r) {
			names = append(names, r.get("name"))
		}
	}
	slices.Sort(names)
	again(&b, "Constants, with Windows' values; package ws2def says what each means.", "const", names)

	errs, err := errorRows(s)
	if err != nil {
		return "", err
	}
	names = nil
	for _, e := range errs {
		names = append(names, e.name)
	}
	again(&b, "Error codes; docs/ERRORS.md says what each means and what to do.", "const", names)

	statuses, err := statusRows(s)
	if err != nil {
		return "", err
	}
	names = nil
	for _, st := range statuses {
		names = append(names, st.name)
	}
	again(&b, "Statuses of operations, as an Overlapped's Internal has them.", "const", names)

	defs, err := structDefs(s)
	if err != nil {
		return "", err
	}
	names = nil
	for _, d := range defs {
		if name := d.get("struct"); !onlyC(d.row) && !slices.Contains(ownTypes, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	again(&b, "Structures, with the layout of 64-bit Windows.", "type", names)
	return b.String(), nil
}

// again writes one group of declarations that give names of ws2def again.
func again(b *strings.Builder, comment, keyword string, names []string) {
	fmt.Fprintf(b, "// %s\n%s (\n", comment, keyword)
	for _, name := range names {
		fmt.Fprintf(b, "\t%s = ws2def.%s\n", name, name)
	}
	b.WriteString(")\n\n")
}
