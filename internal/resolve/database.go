package resolve

import (
	_ "embed"
	"errors"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"winsock/ws2def"
)

// builtinServices and builtinProtocols stand in for files that do not exist,
// and are written as those files are.
var (
	//go:embed services
	builtinServices string
	//go:embed protocols
	builtinProtocols string
)

// readDatabase returns the text of the database at path, or builtin when there
// is no such file.
//
// Errors: WSANO_RECOVERY when the file is there and cannot be read.
func readDatabase(path, builtin string) (string, ws2def.Errno) {
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		return string(text), 0
	case errors.Is(err, fs.ErrNotExist):
		return builtin, 0
	default:
		return "", ws2def.WSANO_RECOVERY
	}
}

// rows yields the fields of each line of a database that has at least two:
// "#" begins a comment, white space separates fields.
func rows(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(text) {
			line, _, _ := strings.Cut(line, "#")
			if fields := strings.Fields(line); len(fields) >= 2 && !yield(fields) {
				return
			}
		}
	}
}

// isNamed says whether name is official or one of aliases, in any case.
func isNamed(name, official string, aliases []string) bool {
	same := func(other string) bool { return strings.EqualFold(name, other) }
	return same(official) || slices.ContainsFunc(aliases, same)
}
