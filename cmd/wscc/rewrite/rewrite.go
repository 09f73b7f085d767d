// Package rewrite turns C and C++ source written for Microsoft's compiler into
// source that gcc and clang take, where no header and no option can do it.
//
// Every token stays on its line, so messages keep the user's line numbers. What
// needs no rewriting comes back byte for byte. README.md tells what is
// rewritten, how, and what is not.
package rewrite

import (
	"bytes"
	"fmt"
)

// Stage is what Rewrite is given. Macros can hide what structured exception
// handling depends on, so a source for which Preprocess answers true goes
// through in two stages, with the preprocessor between them.
type Stage uint8

const (
	Whole        Stage = iota // source: everything is rewritten
	Source                    // source that the preprocessor gets next: all but what Preprocessed does
	Preprocessed              // the preprocessor's output, with line markers
)

// Options say what the source is and what is wanted.
type Options struct {
	CPlusPlus    bool
	NoExceptions bool // C++ without exceptions (-fno-exceptions)
	Clang        bool // for clang, which needs more care around SEH
	Long32       bool // long becomes int
	Stage        Stage
}

// Note is something that was changed.
type Note struct {
	Line int // from 1
	Text string
}

// Error is source that cannot be rewritten.
type Error struct {
	File string // that a line marker names, for what was preprocessed
	Line int
	Text string
	// Preprocess is set when the two stages of a source that is to be
	// preprocessed may do better.
	Preprocess bool
}

// Error returns the message behind its line, and its file when that is known.
func (e *Error) Error() string {
	if e.File != "" {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
	}
	return fmt.Sprintf("%d: %s", e.Line, e.Text)
}

// Rewrite returns src rewritten, with as many lines, and what was changed. src
// is UTF-8. The error is an *Error, and out is src then.
func Rewrite(src []byte, o Options) (out []byte, notes []Note, err error) {
	w := &writer{Options: o}
	out = src
	if o.Stage != Preprocessed {
		out = w.pass(out, (*writer).pragmas)
		out = w.pass(out, (*writer).assembler)
		out = w.pass(out, (*writer).files, (*writer).entry, (*writer).throws, (*writer).long, (*writer).suffixes, (*writer).sizes, (*writer).oldSAL)
	}
	if o.Stage == Source {
		out = w.pass(out, (*writer).keepTry)
	} else {
		out = w.pass(out, (*writer).seh)
	}
	out = w.pass(out, (*writer).functionNames)
	if w.err != nil {
		w.err.File, w.err.Line = w.origin(w.err.Line)
		return src, nil, w.err
	}
	return out, w.notes, nil
}

// writer is one rewriting under way.
type writer struct {
	Options
	src   []byte
	lexed []token // all tokens of src
	notes []Note
	edits edits
	err   *Error
}

// pass lexes src once and makes the changes of steps, which do not meet.
func (w *writer) pass(src []byte, steps ...func(*writer)) []byte {
	if w.err != nil {
		return src
	}
	w.src, w.lexed, w.edits = src, lex(src, w.CPlusPlus), nil
	for _, step := range steps {
		step(w)
	}
	return w.edits.apply(src)
}

// note tells that something was changed.
func (w *writer) note(line int, format string, arguments ...any) {
	w.notes = append(w.notes, Note{line, fmt.Sprintf(format, arguments...)})
}

// fail keeps the first error.
func (w *writer) fail(line int, format string, arguments ...any) {
	if w.err == nil {
		w.err = &Error{Line: line, Text: fmt.Sprintf(format, arguments...)}
	}
}

// is reports whether t says s.
func (w *writer) is(t token, s string) bool {
	if t.kind != mark && !t.spliced {
		return string(w.src[t.start:t.end]) == s
	}
	return spelling(w.src, t) == s
}

// signs are what source that may need rewriting has.
var signs = [][]byte{
	[]byte("_try"), []byte("main"), []byte("__pragma"), []byte("_asm"), []byte("__FUNCTION"), []byte("throw"), {0x1a},
}

// Needed reports whether Rewrite could change src. It is quick; it may be wrong
// only by saying true.
func Needed(src []byte, o Options) bool {
	if o.Long32 || bytes.Contains(src, []byte("\\\n")) || bytes.Contains(src, []byte("\\\r")) {
		return true // a splice may cut a word in two
	}
	for _, s := range signs {
		if bytes.Contains(src, s) {
			return true
		}
	}
	if o.Stage == Preprocessed {
		return false
	}
	if o.CPlusPlus {
		for _, word := range oldNotes {
			if bytes.Contains(src, []byte(word)) {
				return true
			}
		}
	}
	return hasSized(src) || hasBareSizeof(src) || bytes.Contains(src, []byte("include")) && bytes.IndexByte(src, '\\') >= 0 ||
		bytes.ContainsAny(src, "\f\v")
}
