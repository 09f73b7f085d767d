package main

import (
	"fmt"
	"slices"
	"strings"
)

// constantsGo writes one block of constants for each group, groups by name,
// constants in the order of the table.
func constantsGo(s *spec) (string, error) {
	groups := make(map[string][]row)
	for _, r := range s.constants.rows {
		if onlyC(r) {
			continue
		}
		groups[r.get("group")] = append(groups[r.get("group")], r)
	}
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.Sort(names)

	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "// %s (%s).\n//\n// Source: %s\nconst (\n",
			strings.ToUpper(name[:1])+name[1:], strings.Join(distinct(groups[name], "header"), ", "), strings.Join(distinct(groups[name], "clause"), ", "))
		for _, r := range groups[name] {
			fmt.Fprintf(&b, "\t%s %s = %s", r.get("name"), r.get("gotype"), r.get("value"))
			if c := r.get("comment"); c != "" {
				fmt.Fprintf(&b, " // %s", c)
			}
			b.WriteByte('\n')
		}
		b.WriteString(")\n\n")
	}
	return b.String(), nil
}

// distinct returns the different values of column, sorted, without empty ones.
func distinct(rows []row, column string) []string {
	var all []string
	for _, r := range rows {
		if v := r.get(column); v != "" {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 0 {
		all = []string{"public headers"}
	}
	return all
}

// onlyC tells whether only the C headers have the row.
func onlyC(r row) bool { return r.get("gotype") == "C" }
