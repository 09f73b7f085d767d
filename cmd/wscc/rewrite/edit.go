package rewrite

import (
	"bytes"
	"cmp"
	"slices"
)

// edit replaces the bytes from start to end of the source; at one place
// insertions come in the order in which they were made.
type edit struct {
	start, end int
	text       string
}

// edits are the changes of one pass, none over another.
type edits []edit

// replace puts text in the place of t, and as many newlines as t has.
func (e *edits) replace(src []byte, t token, text string) {
	*e = append(*e, edit{t.start, t.end, text + newlines(src[t.start:t.end])})
}

// blank takes out the bytes from start to end, but for their newlines.
func (e *edits) blank(src []byte, start, end int) {
	*e = append(*e, edit{start, end, " " + newlines(src[start:end])})
}

// insert puts text before the byte at.
func (e *edits) insert(at int, text string) {
	*e = append(*e, edit{at, at, text})
}

// newlines returns the newlines of b.
func newlines(b []byte) string {
	return string(bytes.Repeat([]byte{'\n'}, bytes.Count(b, []byte{'\n'})))
}

// apply returns src with the edits made.
func (e edits) apply(src []byte) []byte {
	if len(e) == 0 {
		return src
	}
	slices.SortStableFunc(e, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	out := make([]byte, 0, len(src)+64*len(e))
	last := 0
	for _, d := range e {
		if d.start < last {
			continue // inside of something that is gone
		}
		out = append(out, src[last:d.start]...)
		out = append(out, d.text...)
		last = d.end
	}
	return append(out, src[last:]...)
}
