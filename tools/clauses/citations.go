package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	module        = "winsock"
	clausePackage = module + "/internal/clause"
)

// citation says that a test shows a clause.
type citation struct {
	id   string
	test string // "internal/core.TestS250_GetsocknameUnbound"
}

// node is one top-level declaration: the clauses that it cites itself, and the
// declarations that it mentions.
type node struct {
	ids  []string
	uses []string // names like "internal/core.readTable"
	test bool     // the go command runs it
}

// readCitations finds the clauses that tests cite.
//
// In a file that calls clause.Covers, every string literal that is a clause id
// is a citation, so a row of a test table can name its clause. A test shows
// what is cited in it and in all it mentions, directly or not: helpers, tables,
// and the kits of other packages (spi/spitest) that call clause.Covers outside
// of test files. Names are followed without types: a method counts as mentioned
// where its name is selected.
func readCitations(root string) ([]citation, error) {
	nodes := map[string]*node{}
	err := filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, dir)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		name := d.Name()
		if rel != "." && (name == "testdata" || name[0] == '.' || name[0] == '_' || rel == "build" || rel == "tools") {
			return filepath.SkipDir
		}
		return readFolder(dir, rel, nodes)
	})
	if err != nil {
		return nil, err
	}

	var citations []citation
	for name, n := range nodes {
		if !n.test {
			continue
		}
		for id := range reach(nodes, name) {
			citations = append(citations, citation{id, name})
		}
	}
	inC, err := readPrograms(root)
	if err != nil {
		return nil, err
	}
	citations = append(citations, inC...)
	slices.SortFunc(citations, func(a, b citation) int {
		if c := strings.Compare(a.id, b.id); c != 0 {
			return c
		}
		return strings.Compare(a.test, b.test)
	})
	return citations, nil
}

// reach returns the clauses cited in the declaration called name and in all
// that it mentions.
func reach(nodes map[string]*node, name string) map[string]bool {
	ids := map[string]bool{}
	seen := map[string]bool{name: true}
	for todo := []string{name}; len(todo) > 0; {
		n := nodes[todo[len(todo)-1]]
		todo = todo[:len(todo)-1]
		for _, id := range n.ids {
			ids[id] = true
		}
		for _, use := range n.uses {
			if nodes[use] != nil && !seen[use] {
				seen[use] = true
				todo = append(todo, use)
			}
		}
	}
	return ids
}

// source is one parsed file.
type source struct {
	tree    *ast.File
	imports map[string]string // name in the file to import path
	isTest  bool              // *_test.go
	cites   bool              // calls clause.Covers
}

// readFolder adds the declarations of one folder to nodes: those of its test
// files, and all when it is a kit, which calls clause.Covers outside of them.
func readFolder(dir, rel string, nodes map[string]*node) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	var sources []source
	isKit := false
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s := source{tree: tree, imports: importNames(tree), isTest: strings.HasSuffix(file, "_test.go")}
		s.cites = callsCovers(tree, s.imports)
		isKit = isKit || s.cites && !s.isTest
		sources = append(sources, s)
	}
	pkg := rel
	if pkg == "." {
		pkg = module
	}
	for _, s := range sources {
		switch {
		case strings.HasSuffix(s.tree.Name.Name, "_test"):
			s.declare(pkg+"_test", nodes)
		case s.isTest || isKit:
			s.declare(pkg, nodes)
		}
	}
	return nil
}

// declare adds the file's declarations to nodes, as parts of pkg.
func (s source) declare(pkg string, nodes map[string]*node) {
	for _, decl := range s.tree.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			n := s.collect(decl, pkg)
			n.test = s.isTest && decl.Recv == nil && isTestName(decl.Name.Name)
			add(nodes, pkg+"."+decl.Name.Name, n)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(nodes, pkg+"."+name.Name, s.collect(spec, pkg))
					}
				case *ast.TypeSpec:
					add(nodes, pkg+"."+spec.Name.Name, s.collect(spec, pkg))
				}
			}
		}
	}
}

// add joins n to what is known under its name: methods of different types and
// the several init functions of a package share one.
func add(nodes map[string]*node, name string, n *node) {
	if known := nodes[name]; known != nil {
		n = &node{append(known.ids, n.ids...), append(known.uses, n.uses...), known.test || n.test}
	}
	nodes[name] = n
}

// collect returns what one declaration of the package pkg cites and mentions.
func (s source) collect(decl ast.Node, pkg string) *node {
	n := &node{}
	uses := map[string]bool{}
	ast.Inspect(decl, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.BasicLit:
			if !s.cites || x.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(x.Value); err == nil && wholeID.MatchString(text) {
				n.ids = append(n.ids, text)
			}
		case *ast.SelectorExpr:
			// The left side is an import's name, or a value whose type may
			// come from any import.
			if left, ok := x.X.(*ast.Ident); ok && s.imports[left.Name] != "" {
				uses[inModule(s.imports[left.Name])+"."+x.Sel.Name] = true
				return true
			}
			for _, importPath := range s.imports {
				uses[inModule(importPath)+"."+x.Sel.Name] = true
			}
		case *ast.Ident:
			uses[pkg+"."+x.Name] = true
		}
		return true
	})
	n.uses = slices.Sorted(maps.Keys(uses))
	return n
}

// inModule is the name that declarations of an imported package have in nodes.
func inModule(importPath string) string {
	if importPath == module {
		return module
	}
	return strings.TrimPrefix(importPath, module+"/")
}

// importNames maps the names under which a file knows its imports to their
// paths.
func importNames(tree *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range tree.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(importPath)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = importPath
	}
	return names
}

// callsCovers tells whether a file calls clause.Covers.
func callsCovers(tree *ast.File, imports map[string]string) bool {
	found := false
	ast.Inspect(tree, func(x ast.Node) bool {
		if call, ok := x.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Covers" {
				if left, ok := sel.X.(*ast.Ident); ok && imports[left.Name] == clausePackage {
					found = true
				}
			}
		}
		return !found
	})
	return found
}

// isTestName tells whether the go command runs a function of this name.
// Benchmarks are left out: "make test" does not run them.
func isTestName(name string) bool {
	for _, prefix := range []string{"Test", "Fuzz", "Example"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && name != "TestMain" {
			return rest == "" || !unicode.IsLower([]rune(rest)[0])
		}
	}
	return false
}

// String is how a fault names a citation.
func (c citation) String() string { return fmt.Sprintf("%s cites %s", c.test, c.id) }
