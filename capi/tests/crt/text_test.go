package crt_test

import "testing"

// TestTextTable shows text, numbers, classes and their secure functions.
func TestTextTable(t *testing.T) {
	t.Parallel()
	wantRows(t, compile(t, "text").run(t, ""), 640)
}
