package catalog

import (
	"fmt"
	"os"
	"strings"
)

// ExpandPath puts the values of environment variables in the place of %NAME% in a path.
// It fails when one of them is not set, or the path is not absolute then.
//
// Source: P-301.
func ExpandPath(path string) (string, error) {
	var b strings.Builder
	for rest := path; rest != ""; {
		before, name, found := strings.Cut(rest, "%")
		b.WriteString(before)
		if !found {
			break
		}
		name, rest, found = strings.Cut(name, "%")
		value := os.Getenv(name)
		if !found || value == "" {
			return "", fmt.Errorf("catalog: %%%s in %q: there is no such environment variable", name, path)
		}
		b.WriteString(value)
	}
	if expanded := b.String(); strings.HasPrefix(expanded, "/") {
		return expanded, nil
	}
	return "", fmt.Errorf("catalog: the path %q is not absolute", path)
}
