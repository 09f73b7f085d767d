package winsock_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write api/winsock.txt anew")

// TestAPI compares the exported surface of the package with the one that was
// written down.
func TestAPI(t *testing.T) {
	const file = "api/winsock.txt"
	surface := exported(t)
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(surface, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), surface); diff != "" {
		t.Errorf("the API differs from %s (-written +found); when that is meant, run: go test -run TestAPI -update .\n%s", file, diff)
	}
}

// sources parses the files of the package.
func sources(t *testing.T) (*token.FileSet, []*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return set, files
}

// exported lists what the package exports, one line for each name, sorted.
func exported(t *testing.T) []string {
	set, files := sources(t)
	var lines []string
	add := func(words string, node any) {
		var b bytes.Buffer
		if err := printer.Fprint(&b, set, node); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, words+strings.Join(strings.Fields(b.String()), " "))
	}
	for _, f := range files {
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && (d.Recv == nil || receiver(d).IsExported() || receiver(d).Name == "endpoint") {
					d.Body = nil
					add("", d)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						if s.Name.IsExported() {
							hide(s.Type)
							add("type ", s)
						}
					case *ast.ValueSpec:
						if slices.ContainsFunc(s.Names, (*ast.Ident).IsExported) {
							add(d.Tok.String()+" ", s)
						}
					}
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// receiver is the type that a method belongs to.
func receiver(d *ast.FuncDecl) *ast.Ident {
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	return typ.(*ast.Ident)
}

// hide takes the fields that are not exported out of a structure.
func hide(typ ast.Expr) {
	s, ok := typ.(*ast.StructType)
	if !ok {
		return
	}
	s.Fields.List = slices.DeleteFunc(s.Fields.List, func(f *ast.Field) bool {
		return len(f.Names) > 0 && !slices.ContainsFunc(f.Names, (*ast.Ident).IsExported)
	})
}
