package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// optionsGo writes the table of socket options, sorted by level and number.
func optionsGo(s *spec) (string, error) {
	number := make(map[string]int64)
	for _, r := range s.constants.rows {
		if v, err := strconv.ParseInt(r.get("value"), 0, 64); err == nil {
			number[r.get("name")] = v
		}
	}
	rows := slices.Clone(s.options.rows)
	for _, r := range rows {
		for _, column := range []string{"level", "name"} {
			if _, ok := number[r.get(column)]; !ok {
				return "", r.errorf("%s is not in constants.tsv", r.get(column))
			}
		}
	}
	place := func(r row) [2]int64 { return [2]int64{number[r.get("level")], number[r.get("name")]} }
	slices.SortFunc(rows, func(a, b row) int {
		x, y := place(a), place(b)
		return slices.Compare(x[:], y[:])
	})

	var b strings.Builder
	b.WriteString("// Options has every socket option, sorted by level and number.\n//\n// Source: S-517, S-520...S-585, S-591...S-632\nvar Options = []OptionSpec{\n")
	for i, r := range rows {
		if i > 0 && place(r) == place(rows[i-1]) {
			return "", r.errorf("the option stands at %s already", rows[i-1].at)
		}
		name := r.get("name")
		class, ok := map[string]string{
			"A": "OptionA", "B": "OptionB", "C": "OptionC", "D": "OptionD", "E": "OptionE", "F": "OptionF", "G": "OptionG",
			"bytes": "OptionBytes", "struct": "OptionStruct", "none": "OptionNone",
		}[r.get("class")]
		if !ok {
			return "", r.errorf("class %q", r.get("class"))
		}
		if note := r.get("note"); note != "" {
			fmt.Fprintf(&b, "\t// %s: %s.\n", name, note)
		}
		fmt.Fprintf(&b, "\t{Level: %s, Number: %s, Name: %q, Class: %s, Size: %s", r.get("level"), name, name, class, r.get("size"))
		if f := r.get("family"); f != "AF_UNSPEC" {
			fmt.Fprintf(&b, ", Family: %s", f)
		}
		for _, way := range []string{"get", "set"} {
			answers := make([]string, 3)
			for j, kind := range []string{"_stream", "_dgram", "_raw"} {
				if answers[j] = r.get(way + kind); answers[j] == "ok" {
					answers[j] = "0"
				}
			}
			if strings.Join(answers, "") != "000" {
				fmt.Fprintf(&b, ", %s: [3]Errno{%s}", strings.ToUpper(way[:1])+way[1:], strings.Join(answers, ", "))
			}
		}
		defaults := strings.Split(r.get("default"), "/")
		if len(defaults) == 1 {
			defaults = []string{defaults[0], defaults[0], defaults[0]}
		}
		if strings.Join(defaults, "") != "000" {
			fmt.Fprintf(&b, ", Default: [3]int32{%s}", strings.Join(defaults, ", "))
		}
		if r.get("max") != "" {
			fmt.Fprintf(&b, ", Min: %s, Max: %s", r.get("min"), r.get("max"))
		}
		if r.get("bool") != "" {
			b.WriteString(", Bool: true")
		}
		switch w := r.get("when"); w {
		case "":
		case "before bind":
			b.WriteString(", When: BeforeBind")
		case "before listen":
			b.WriteString(", When: BeforeListen")
		default:
			return "", r.errorf("when %q", w)
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
	return b.String(), nil
}
