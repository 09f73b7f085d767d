package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// status is one row of ntstatus.tsv: a value, or another name of one.
type status struct {
	row
	name, alias string
	value       uint32
}

// statusRows returns the statuses in the order of the table, which must rise,
// and checks that other names have the value that they stand for.
func statusRows(s *spec) ([]status, error) {
	var rows []status
	value := make(map[string]uint32)
	last := int64(-1)
	for _, r := range s.statuses.rows {
		v, err := strconv.ParseUint(r.get("value"), 0, 32)
		if err != nil {
			return nil, r.errorf("value %q", r.get("value"))
		}
		st := status{r, r.get("name"), r.get("alias_of"), uint32(v)}
		if st.alias != "" {
			if w, ok := value[st.alias]; !ok || w != st.value {
				return nil, r.errorf("%s is no status with value %#x", st.alias, v)
			}
		} else {
			if int64(v) <= last {
				return nil, r.errorf("value %#x does not follow %#x", v, last)
			}
			last, value[st.name] = int64(v), st.value
		}
		rows = append(rows, st)
	}
	return rows, nil
}

// errorNumbers returns the number of every name in errors.tsv and
// systemerrors.tsv.
func errorNumbers(s *spec) map[string]string {
	number := make(map[string]string)
	for _, t := range []table{s.errors, s.systemErrors} {
		for _, r := range t.rows {
			number[r.get("name")] = r.get("number")
		}
	}
	return number
}

// statusCase is what several statuses have in common: the error that column
// gives them.
type statusCase struct {
	name, number string
	statuses     []status
}

// statusCases groups the statuses by the error in column, errors by number.
// Those without an error are left out.
func statusCases(s *spec, column string) ([]statusCase, error) {
	rows, err := statusRows(s)
	if err != nil {
		return nil, err
	}
	numbers := errorNumbers(s)
	of := make(map[string]*statusCase)
	for _, st := range rows {
		if st.alias != "" {
			continue
		}
		name := st.get(column)
		number, ok := numbers[name]
		if !ok {
			return nil, st.errorf("%s: %q is no error", column, name)
		}
		if number == "0" {
			continue
		}
		if of[number] == nil {
			of[number] = &statusCase{name: name, number: number}
		}
		of[number].statuses = append(of[number].statuses, st)
	}
	var cases []statusCase
	for _, c := range of {
		cases = append(cases, *c)
	}
	slices.SortFunc(cases, func(a, b statusCase) int {
		x, _ := strconv.Atoi(a.number)
		y, _ := strconv.Atoi(b.number)
		return x - y
	})
	return cases, nil
}

// ntstatusGo writes the statuses and both maps to errors.
func ntstatusGo(s *spec) (string, error) {
	rows, err := statusRows(s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("// Statuses of operations: beside each the Winsock error and the Win32 error that\n" +
		"// stand for it, and the clause (ntstatus.h).\nconst (\n")
	for _, st := range rows {
		if st.alias != "" {
			fmt.Fprintf(&b, "\t%s = %s // another name\n", st.name, st.alias)
			continue
		}
		fmt.Fprintf(&b, "\t%s NTStatus = %s // %s, %s; %s\n", st.name, st.get("value"), st.get("wsa"), st.get("win32"), st.get("clause"))
	}
	b.WriteString(")\n\n")
	for _, f := range []struct{ name, column, comment string }{
		{"knownWSA", "wsa", "knownWSA is the Winsock error of a status that has one of its own, else 0."},
		{"knownWin32", "win32", "knownWin32 is the Win32 error of a status that has one of its own, else 0."},
	} {
		cases, err := statusCases(s, f.column)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "// %s\nfunc (s NTStatus) %s() Errno {\n\tswitch s {\n", f.comment, f.name)
		for _, c := range cases {
			var names []string
			for _, st := range c.statuses {
				names = append(names, st.name)
			}
			fmt.Fprintf(&b, "\tcase %s:\n\t\treturn %s // %s\n", strings.Join(names, ",\n\t\t"), c.number, c.name)
		}
		b.WriteString("\t}\n\treturn 0\n}\n\n")
	}
	return b.String(), nil
}

// ntstatusHeader writes the statuses as ntstatus.h has them.
func ntstatusHeader(s *spec) (string, error) {
	rows, err := statusRows(s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("/* Statuses of operations */\n")
	for _, st := range rows {
		fmt.Fprintf(&b, "#define %s ((NTSTATUS)%s)\n", st.name, st.get("value"))
	}
	return guarded("zntstatus.h", b.String()), nil
}

// ntstatusC writes both maps from statuses to errors for the C library.
func ntstatusC(s *spec) (string, error) {
	var b strings.Builder
	b.WriteString(headerTop + "#include \"statuserror.h\"\n")
	for _, f := range []struct{ name, column string }{
		{"ws_ntstatus_known_wsa", "wsa"},
		{"ws_ntstatus_known_win32", "win32"},
	} {
		cases, err := statusCases(s, f.column)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\nunsigned int %s(unsigned int status)\n{\n\tswitch (status) {\n", f.name)
		for _, c := range cases {
			for _, st := range c.statuses {
				fmt.Fprintf(&b, "\tcase %s: /* %s */\n", st.get("value"), st.name)
			}
			fmt.Fprintf(&b, "\t\treturn %s; /* %s */\n", c.number, c.name)
		}
		b.WriteString("\t}\n\treturn 0;\n}\n")
	}
	return b.String(), nil
}
