// Package clause ties tests to the numbered facts of docs/contract.
//
// A test that shows a clause says so with [Covers]. The clause list
// (docs/CLAUSES.md) is made from those calls by cmd tools/clauses, so a clause
// is either shown by a test or listed with the reason it waits.
package clause

import (
	"regexp"
	"testing"
)

var form = regexp.MustCompile(`^[SPOF]-\d{3}$`)

// Covers states that t shows the clauses ids ("S-012", "P-118").
//
// The ids are string literals so that the clause list can be made by reading
// the source. A malformed id fails the test.
func Covers(t testing.TB, ids ...string) {
	t.Helper()
	if len(ids) == 0 {
		t.Error("clause.Covers: no clause named")
	}
	for _, id := range ids {
		if !form.MatchString(id) {
			t.Errorf("clause.Covers: %q is not a clause id like S-012", id)
		}
	}
}
