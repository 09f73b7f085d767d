package arch

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const module = "winsock"

// pkg is what "go list -json" says of a package.
type pkg struct {
	Dir, ImportPath, Name string
	Imports               []string
	TestGoFiles           []string
	XTestGoFiles          []string
	TestImports           []string
	XTestImports          []string
}

// packages lists the module's packages, those that do not build included: that
// they build is for others to see.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=Dir,ImportPath,Name,Imports,TestGoFiles,XTestGoFiles,TestImports,XTestImports", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatal("go list:", err)
	}
	var pkgs []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		switch err := dec.Decode(&p); err {
		case nil:
			pkgs = append(pkgs, p)
		case io.EOF:
			return pkgs
		default:
			t.Fatal("go list:", err)
		}
	}
}

func TestImports(t *testing.T) {
	pkgs := packages(t)
	if len(pkgs) == 0 {
		t.Fatal("go list names no package")
	}
	for _, p := range pkgs {
		for _, fault := range check(p) {
			t.Error(fault)
		}
	}
}

// check returns what is wrong with the imports and the name of p.
func check(p pkg) []string {
	var faults []string
	path := local(p.ImportPath)
	r := roomOf(path)
	if r == nil {
		return []string{p.ImportPath + " belongs to no room: add one with its reason to internal/arch/rules.go"}
	}
	if slices.Contains(badNames, p.Name) {
		faults = append(faults, p.ImportPath+": the name says nothing about what the package is for")
	}
	for _, imp := range p.Imports {
		if !mayImport(r, imp, false) {
			faults = append(faults, p.ImportPath+" may not import "+imp+" ("+r.path+": "+r.why+")")
		}
	}
	for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
		if !mayImport(r, imp, true) {
			faults = append(faults, "tests of "+p.ImportPath+" may not import "+imp+" ("+r.path+": "+r.why+")")
		}
	}
	return faults
}

// local is an import path as seen from the module's folder; "." for the face.
func local(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

// roomOf returns the innermost room of a package, nil when it has none.
func roomOf(path string) *room {
	var found *room
	for i, r := range rooms {
		if within(path, r.path) && (found == nil || len(r.path) > len(found.path)) {
			found = &rooms[i]
		}
	}
	return found
}

// within tells whether path is room or below it. Below the face is nothing.
func within(path, room string) bool {
	return path == room || room != "." && strings.HasPrefix(path, room+"/")
}

func withinAny(path string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return within(path, r) })
}

func mayImport(r *room, imp string, test bool) bool {
	switch {
	case imp == "C":
		return within(r.path, "capi") || r.path == "provider/native"
	case imp == "unsafe":
		return r.unsafe != "" || test
	case imp == module || strings.HasPrefix(imp, module+"/"):
		to := local(imp)
		if test {
			return within(to, r.path) || withinAny(to, r.imports) || withinAny(to, r.tests) || withinAny(to, testRooms)
		}
		if withinAny(to, onlyTests) && !withinAny(r.path, onlyTests) {
			return false
		}
		return roomOf(to) == r || withinAny(to, r.imports)
	case !strings.Contains(strings.SplitN(imp, "/", 2)[0], "."):
		return true // the standard library
	}
	return withinAny(imp, r.modules) || test && withinAny(imp, testModules)
}

// TestCheck shows that the rules refuse what they are there for.
func TestCheck(t *testing.T) {
	for _, tc := range []struct {
		name string
		p    pkg
		ok   bool
	}{
		{"face over core", pkg{ImportPath: "winsock", Imports: []string{"winsock/internal/core", "unsafe", "net"}}, true},
		{"face past core", pkg{ImportPath: "winsock", Imports: []string{"winsock/internal/registry"}}, false},
		{"provider over engine", pkg{ImportPath: "winsock/provider/afunix", Imports: []string{"winsock/internal/engine", "winsock/spi/option"}}, true},
		{"bind rules", pkg{ImportPath: "winsock/provider/tcpip", Imports: []string{"winsock/internal/registry"}}, true},
		{"provider over core", pkg{ImportPath: "winsock/provider/tcpip", Imports: []string{"winsock/internal/core"}}, false},
		{"provider over provider", pkg{ImportPath: "winsock/provider/tcpip", Imports: []string{"winsock/provider/loop"}}, false},
		{"provider over catalog", pkg{ImportPath: "winsock/provider/loop", Imports: []string{"winsock/catalog"}}, false},
		{"provider over face", pkg{ImportPath: "winsock/provider/loop", Imports: []string{"winsock"}}, false},
		{"engine over core", pkg{ImportPath: "winsock/internal/engine", Imports: []string{"winsock/internal/core"}}, false},
		{"unsafe in core", pkg{ImportPath: "winsock/internal/core", Imports: []string{"unsafe"}}, false},
		{"cgo in sys", pkg{ImportPath: "winsock/internal/sys", Imports: []string{"C"}}, false},
		{"cgo in provider/native", pkg{ImportPath: "winsock/provider/native", Imports: []string{"C", "unsafe"}}, true},
		{"cgo in another provider", pkg{ImportPath: "winsock/provider/loop", Imports: []string{"C"}}, false},
		{"cgo in capi", pkg{ImportPath: "winsock/capi", Imports: []string{"C", "unsafe"}}, true},
		{"kong in a command", pkg{ImportPath: "winsock/cmd/winsock", Imports: []string{"github.com/alecthomas/kong"}}, true},
		{"kong in core", pkg{ImportPath: "winsock/internal/core", Imports: []string{"github.com/alecthomas/kong"}}, false},
		{"command past face", pkg{ImportPath: "winsock/cmd/winsock", Imports: []string{"winsock/internal/core"}}, false},
		{"go-cmp in code", pkg{ImportPath: "winsock/internal/core", Imports: []string{"github.com/google/go-cmp/cmp"}}, false},
		{"go-cmp in tests", pkg{ImportPath: "winsock/internal/core", TestImports: []string{"github.com/google/go-cmp/cmp", "winsock/internal/leaktest", "winsock/provider/loop"}}, true},
		{"leaktest in code", pkg{ImportPath: "winsock/internal/core", Imports: []string{"winsock/internal/leaktest"}}, false},
		{"kit in code", pkg{ImportPath: "winsock/spi", Imports: []string{"winsock/spi/spitest"}}, false},
		{"kit cites clauses", pkg{ImportPath: "winsock/spi/spitest", Imports: []string{"winsock/internal/clause", "winsock/spi"}}, true},
		{"provider's test over core", pkg{ImportPath: "winsock/provider/loop", XTestImports: []string{"winsock/internal/core"}}, false},
		{"package with no room", pkg{ImportPath: "winsock/internal/somewhere"}, false},
		{"package with no meaning", pkg{ImportPath: "winsock/internal/core/util", Name: "util"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if faults := check(tc.p); (len(faults) == 0) != tc.ok {
				t.Errorf("faults %q, want none: %v", faults, tc.ok)
			}
		})
	}
}

// TestRoomsHaveReasons keeps the table honest: every rule says why, and is
// reached by somebody.
func TestRoomsHaveReasons(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rooms {
		if r.why == "" {
			t.Errorf("room %s has no reason", r.path)
		}
		if seen[r.path] {
			t.Errorf("room %s is listed twice", r.path)
		}
		seen[r.path] = true
	}
}

// TestLeakChecks: the tests of every package end with a check for descriptors
// and goroutines left behind.
func TestLeakChecks(t *testing.T) {
	for _, p := range packages(t) {
		files := slices.Concat(p.TestGoFiles, p.XTestGoFiles)
		if len(files) == 0 {
			continue
		}
		if !slices.ContainsFunc(files, func(file string) bool { return callsLeaktest(t, filepath.Join(p.Dir, file)) }) {
			t.Errorf("%s has no leak check: add func TestMain(m *testing.M) { leaktest.Main(m) }", p.ImportPath)
		}
	}
}

// callsLeaktest tells whether a file has a TestMain that calls leaktest.Main.
func callsLeaktest(t *testing.T, file string) bool {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, decl := range tree.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "TestMain" {
			continue
		}
		ast.Inspect(fn, func(x ast.Node) bool {
			switch x := x.(type) {
			case *ast.SelectorExpr:
				if left, ok := x.X.(*ast.Ident); ok && left.Name == "leaktest" && x.Sel.Name == "Main" {
					found = true
				}
			case *ast.CallExpr: // Main called by its bare name: leaktest itself
				if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "Main" && tree.Name.Name == "leaktest" {
					found = true
				}
			}
			return !found
		})
	}
	return found
}
