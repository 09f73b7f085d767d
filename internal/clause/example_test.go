package clause_test

import (
	"testing"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// A test says first which facts of the contract it shows.
func ExampleCovers() {
	_ = func(t *testing.T) {
		clause.Covers(t, "S-250", "S-251")
		// ... getsockname before and after bind ...
	}
	// Output:
}
