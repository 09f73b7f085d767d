package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// table is one file of tab-separated values whose first line names the
// columns. A lone "-" is an empty value.
type table struct {
	file    string
	columns []string
	rows    []row
}

// row is one line of a table, by column.
type row struct {
	at    string // file:line, for messages
	value map[string]string
}

// get returns the value in column, "" for a lone "-".
func (r row) get(column string) string {
	v, ok := r.value[column]
	if !ok {
		panic(r.at + ": no column " + column)
	}
	return v
}

// errorf makes an error that names the row.
func (r row) errorf(format string, args ...any) error {
	return fmt.Errorf(r.at+": "+format, args...)
}

// readTable reads dir/name and checks that it has exactly the given columns
// and that every line is full.
func readTable(dir, name string, columns ...string) (table, error) {
	t := table{file: name, columns: columns}
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return t, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if got, want := lines[0], strings.Join(columns, "\t"); got != want {
		return t, fmt.Errorf("%s:1: columns are %q, want %q", name, got, want)
	}
	for i, line := range lines[1:] {
		r := row{at: fmt.Sprintf("%s:%d", name, i+2), value: make(map[string]string)}
		cells := strings.Split(line, "\t")
		if len(cells) != len(columns) {
			return t, r.errorf("%d values, want %d", len(cells), len(columns))
		}
		for j, cell := range cells {
			if cell == "" || cell != strings.TrimSpace(cell) {
				return t, r.errorf("column %s is empty or has space around it; write - for nothing", columns[j])
			}
			if cell == "-" {
				cell = ""
			}
			r.value[columns[j]] = cell
		}
		t.rows = append(t.rows, r)
	}
	return t, nil
}

// unique checks that no two rows have the same value in column.
func (t table) unique(column string) error {
	seen := make(map[string]string)
	for _, r := range t.rows {
		v := r.get(column)
		if v == "" {
			return r.errorf("no %s", column)
		}
		if first, dup := seen[v]; dup {
			return r.errorf("%s %s stands at %s already", column, v, first)
		}
		seen[v] = r.at
	}
	return nil
}

// spec is all tables of ws2def/spec.
type spec struct {
	constants, errors, systemErrors, statuses, errno, ops, guids, structs, options table
}

// readSpec reads all tables in dir.
func readSpec(dir string) (*spec, error) {
	s := new(spec)
	for _, t := range []struct {
		into    *table
		name    string
		key     string
		columns []string
	}{
		{&s.constants, "constants.tsv", "name", []string{"name", "value", "gotype", "ctype", "cvalue", "header", "group", "clause", "comment"}},
		{&s.errors, "errors.tsv", "name", []string{"name", "number", "alias_of", "is", "flags", "header", "clause", "text"}},
		{&s.systemErrors, "systemerrors.tsv", "name", []string{"name", "number", "text"}},
		{&s.statuses, "ntstatus.tsv", "name", []string{"name", "value", "alias_of", "wsa", "win32", "clause"}},
		{&s.errno, "errno.tsv", "", []string{"op", "errno", "number", "wsa", "clause", "note"}},
		{&s.ops, "ops.tsv", "op", []string{"op", "comment"}},
		{&s.guids, "guids.tsv", "name", []string{"name", "guid", "header", "clause", "comment"}},
		{&s.structs, "structs.tsv", "", []string{"struct", "field", "gotype", "cname", "ctype", "offset", "size", "align", "header", "clause", "comment"}},
		{&s.options, "options.tsv", "", []string{"level", "name", "class", "size", "family", "get_stream", "get_dgram", "get_raw", "set_stream", "set_dgram", "set_raw", "default", "min", "max", "bool", "when", "clause", "note"}},
	} {
		var err error
		if *t.into, err = readTable(dir, t.name, t.columns...); err != nil {
			return nil, err
		}
		if t.key != "" {
			if err := t.into.unique(t.key); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}
