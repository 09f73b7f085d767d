package main

import (
	"fmt"
	"strconv"
	"strings"
)

// structDef is one structure: the row that describes it and its fields.
type structDef struct {
	row
	fields []row
}

// structDefs returns the structures in the order of the table and checks that
// every field stands below its structure, at a rising offset.
func structDefs(s *spec) ([]structDef, error) {
	var defs []structDef
	for _, r := range s.structs.rows {
		if r.get("field") == "" {
			if _, err := strconv.Atoi(r.get("size")); err != nil {
				return nil, r.errorf("size %q", r.get("size"))
			}
			defs = append(defs, structDef{row: r})
			continue
		}
		if len(defs) == 0 || defs[len(defs)-1].get("struct") != r.get("struct") {
			return nil, r.errorf("field %s stands outside of %s", r.get("field"), r.get("struct"))
		}
		def := &defs[len(defs)-1]
		offset, err := strconv.Atoi(r.get("offset"))
		if err != nil {
			return nil, r.errorf("offset %q", r.get("offset"))
		}
		last := -1
		if n := len(def.fields); n > 0 {
			last, _ = strconv.Atoi(def.fields[n-1].get("offset"))
		}
		if offset <= last {
			return nil, r.errorf("offset %d does not follow %d", offset, last)
		}
		def.fields = append(def.fields, r)
	}
	return defs, nil
}

// structsGo writes the structures.
func structsGo(s *spec) (string, error) {
	defs, err := structDefs(s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, d := range defs {
		if onlyC(d.row) {
			continue
		}
		fmt.Fprintf(&b, "// %s %s.\n", d.get("struct"), d.get("comment"))
		if c := d.get("cname"); c != "" {
			fmt.Fprintf(&b, "// In C it is %s of %s.\n", c, d.get("header"))
		}
		if c := d.get("clause"); c != "" {
			fmt.Fprintf(&b, "//\n// Source: %s\n", c)
		}
		fmt.Fprintf(&b, "type %s struct {\n", d.get("struct"))
		for _, f := range d.fields {
			fmt.Fprintf(&b, "\t%s %s", f.get("field"), f.get("gotype"))
			if c := f.get("cname"); c != "" && c != f.get("field") {
				fmt.Fprintf(&b, " // %s", c)
			}
			b.WriteByte('\n')
		}
		b.WriteString("}\n\n")
	}
	return b.String(), nil
}

// layoutTestGo writes the test that compares sizes and offsets with the table.
func layoutTestGo(s *spec) (string, error) {
	defs, err := structDefs(s)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("import (\n\t\"testing\"\n\t\"unsafe\"\n)\n\n")
	b.WriteString("// TestLayout compares every structure with its layout on 64-bit Windows.\nfunc TestLayout(t *testing.T) {\n")
	b.WriteString("\tfor _, l := range []struct {\n\t\twhat string\n\t\tgot, want uintptr\n\t}{\n")
	for _, d := range defs {
		if onlyC(d.row) {
			continue
		}
		name := d.get("struct")
		fmt.Fprintf(&b, "\t\t{%q, unsafe.Sizeof(%s{}), %s},\n", "sizeof "+name, name, d.get("size"))
		for _, f := range d.fields {
			fmt.Fprintf(&b, "\t\t{%q, unsafe.Offsetof(%s{}.%s), %s},\n", name+"."+f.get("field"), name, f.get("field"), f.get("offset"))
		}
	}
	b.WriteString("\t} {\n\t\tif l.got != l.want {\n\t\t\tt.Errorf(\"%s is %d, want %d\", l.what, l.got, l.want)\n\t\t}\n\t}\n}\n")
	return b.String(), nil
}
