package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// programs is where the conformance programs stand.
const programs = "conformance/c"

// cites finds the clause, a literal, that a check of a conformance program
// names first; a skip shows nothing.
var cites = regexp.MustCompile(`(?:\b(?:check|expect|expect_error|fails|spi_fails|answers|failed_as|cleared|` +
	`status|result|result32|packet|no_packet)\(|\{)\s*"([A-Z]-[0-9]+)"`)

// readPrograms finds the clauses that the conformance programs below root show.
func readPrograms(root string) ([]citation, error) {
	files, err := filepath.Glob(filepath.Join(root, programs, "*.c"))
	if err != nil {
		return nil, err
	}
	var citations []citation
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, m := range cites.FindAllStringSubmatch(string(text), -1) {
			if !seen[m[1]] {
				seen[m[1]] = true
				citations = append(citations, citation{m[1], programs + "/" + strings.TrimSuffix(filepath.Base(f), ".c")})
			}
		}
	}
	return citations, nil
}
