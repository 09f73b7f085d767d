package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// project writes files below a new folder: a contract, tests, a kit.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// loaded returns the list of a project.
func loaded(t *testing.T, root string) *list {
	t.Helper()
	clauses, err := readContract(filepath.Join(root, "docs/contract"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := readWaiting(filepath.Join(root, "docs/contract/waiting.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	citations, err := readCitations(root)
	if err != nil {
		t.Fatal(err)
	}
	return makeList(clauses, entries, citations)
}

const imports = "\n\nimport (\n\t\"testing\"\n\n\t\"winsock/internal/clause\"\n)\n\n"

var sample = map[string]string{
	"docs/contract/sockets.md": "# Sockets\n\n- S-001 A bullet, see S-009. `T`\n" +
		"| id | what |\n| S-002 | a row | S-009 |\n- S-003 from a table\n- S-004 by a helper\n" +
		"- S-005 by a kit\n- S-006 waits\n- S-007 a note\n- S-008 nobody knows\n",
	"docs/contract/providers.md":  "- **P-001** Bold. [doc]\n",
	"docs/contract/waiting.tsv":   "# why\nS-005..S-006\ta later chapter\nS-007\tnote: Linux\n",
	"a/a_test.go":                 "package a" + imports + "func TestA(t *testing.T) { clause.Covers(t, \"S-001\", `P-001`) }\nfunc TestB(t *testing.T) { for range table {\n} }\nfunc TestC(t *testing.T) { helper(t) }\nfunc unused(t *testing.T) { clause.Covers(t, \"S-008\") }\n",
	"a/table_test.go":             "package a" + imports + "var table = []string{\"S-003\", \"xS-008\"}\nfunc helper(t *testing.T) { clause.Covers(t, \"S-004\") }\n",
	"a/other_test.go":             "package a\n\nfunc TestD() { _ = \"S-008\" }\n",
	"kit/run.go":                  "package kit\n\nimport \"testing\"\n\nfunc Run(t *testing.T) { cases(t) }\n",
	"kit/cases.go":                "package kit" + imports + "func cases(t *testing.T) { clause.Covers(t, \"S-005\") }\n",
	"b/b_test.go":                 "package b_test\n\nimport (\n\t\"testing\"\n\n\t\"winsock/kit\"\n)\n\nfunc TestKit(t *testing.T) { kit.Run(t) }\nfunc BenchmarkX(b *testing.B) { cases() }\n",
	"c/c_test.go":                 "package c" + imports + "func TestRow(t *testing.T) { clause.Covers(t, \"S-002\") }\n",
	"tools/x/x_test.go":           "package x" + imports + "func TestX(t *testing.T) { clause.Covers(t, \"S-008\") }\n",
	"a/testdata/broken/x_test.go": "not Go",
	"conformance/c/x.c":           "expect(\"S-002\", \"a\", 1, 1); skip(\"S-008\", \"no\");\nexpect_error(\n\"S-003\", x); say(\"S-008\");",
}

func TestListOfSample(t *testing.T) {
	l := loaded(t, project(t, sample))
	var got []string
	for _, r := range l.rows {
		got = append(got, r.id+" "+r.evidence())
	}
	want := []string{
		"P-001 `a.TestA`",
		"S-001 `a.TestA`",
		"S-002 `c.TestRow` `conformance/c/x`",
		"S-003 `a.TestB` `conformance/c/x`",
		"S-004 `a.TestC`",
		"S-005 `b_test.TestKit`",
		"S-006 waits: a later chapter",
		"S-007 a note: Linux",
		"S-008 **missing**",
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	wantFaults := []string{"S-008 is neither shown by a test nor listed in waiting.tsv: nobody knows"}
	if !slices.Equal(l.faults, wantFaults) {
		t.Errorf("faults %q, want %q", l.faults, wantFaults)
	}
	wantCounts := "clauses providers:        1 total,    1 shown,    0 waiting,    0 notes,    0 missing\n" +
		"clauses sockets:          8 total,    5 shown,    1 waiting,    1 notes,    1 missing\n" +
		"clauses in all:           9 total,    6 shown,    1 waiting,    1 notes,    1 missing\n"
	if got := l.counts(); got != wantCounts {
		t.Errorf("counts:\n%s\nwant:\n%s", got, wantCounts)
	}
}

func TestFaults(t *testing.T) {
	for _, tc := range []struct{ name, contract, waiting, test, want string }{
		{"unknown clause cited", "- S-001 x\n", "", `clause.Covers(t, "S-001", "S-002")`, "a.TestA cites S-002, which the contract does not have"},
		{"unknown clause listed", "- S-001 x\n- S-002 y\n", "S-002..S-003\tlater", `clause.Covers(t, "S-001")`, "waiting.tsv:1: the contract has no S-003"},
		{"listed twice", "- S-001 x\n- S-002 y\n- S-003 z\n", "S-002\tlater\nS-002..S-003\tlater", `clause.Covers(t, "S-001")`, "waiting.tsv:2: S-002 is listed already in line 1"},
		{"stale entry", "- S-001 x\n", "S-001\tlater", `clause.Covers(t, "S-001")`, "waiting.tsv:1: nothing waits any more; delete the line"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := loaded(t, project(t, map[string]string{
				"docs/contract/x.md":        tc.contract,
				"docs/contract/waiting.tsv": tc.waiting,
				"a/a_test.go":               "package a" + imports + "func TestA(t *testing.T) { " + tc.test + " }\n",
			}))
			if !slices.Equal(l.faults, []string{tc.want}) {
				t.Errorf("faults %q, want %q", l.faults, tc.want)
			}
		})
	}
}

func TestRunChecksThatTheListIsCurrent(t *testing.T) {
	files := map[string]string{
		"docs/contract/x.md":        "- S-001 x\n",
		"docs/contract/waiting.tsv": "S-001\tlater\n",
	}
	root := project(t, files)
	if err := run(root, false, true); err == nil {
		t.Error("the check passes without docs/CLAUSES.md")
	}
	if err := run(root, false, false); err != nil {
		t.Fatal(err)
	}
	if err := run(root, false, true); err != nil {
		t.Errorf("the check fails right after writing: %v", err)
	}
}

func TestBadInput(t *testing.T) {
	for _, tc := range []struct{ name, contract, waiting, want string }{
		{"no clause", "text\n", "", "no clause found"},
		{"defined twice", "- S-001 x\n| S-001 | y |\n", "", "x.md:2: S-001 is defined already"},
		{"no reason", "- S-001 x\n", "S-001", "waiting.tsv:1: want ids, a tab, a reason"},
		{"bad id", "- S-001 x\n", "S-1\tlater", `waiting.tsv:1: "S-1" is neither`},
		{"range backwards", "- S-001 x\n", "S-003..S-001\tlater", "is neither"},
		{"range across letters", "- S-001 x\n", "P-001..S-003\tlater", "is neither"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			root := project(t, map[string]string{"docs/contract/x.md": tc.contract, "docs/contract/waiting.tsv": tc.waiting})
			if err := run(root, false, false); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want mention of %q", err, tc.want)
			}
		})
	}
}

func TestBrief(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"plain", "plain"},
		{"a | b | c |", "a, b, c"},
		{"a|b", "a/b"},
		{strings.Repeat("word ", 30), strings.TrimSpace(strings.Repeat("word ", 20)) + " …"},
		{strings.Repeat("é", 101), strings.Repeat("é", 100) + " …"},
	} {
		if got := brief(tc.text); got != tc.want {
			t.Errorf("brief(%q) = %q, want %q", tc.text, got, tc.want)
		}
	}
}
