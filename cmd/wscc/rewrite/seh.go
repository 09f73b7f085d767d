package rewrite

import "bytes"

// SEH reports whether src may have structured exception handling; it is quick
// and never misses.
func SEH(src []byte) bool {
	return bytes.Contains(src, []byte("_try")) || bytes.Contains(src, []byte("\\\n")) && bytes.Contains(spliceless(src), []byte("_try"))
}

func spliceless(src []byte) []byte { return []byte(spell(src)) }

// Preprocess reports whether the source is to be rewritten in two stages, with
// the preprocessor between them.
func Preprocess(src []byte, o Options) bool { return SEH(src) }

func (w *writer) seh() {}
