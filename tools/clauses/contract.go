package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// clause is one numbered fact.
type clause struct {
	id   string // "S-012"
	file string // "sockets.md"
	text string // the beginning of the fact, for people
}

var (
	// A fact is defined where its id opens a list item or a table row, plain or
	// bold; everywhere else the id is a mention.
	definition = regexp.MustCompile(`^\s*(?:- |\| )(?:\*\*)?([SPOF]-\d{3})(?:\*\*)?\b[\s|]*(.*)`)
	wholeID    = regexp.MustCompile(`^[SPOF]-\d{3}$`)
)

// readContract returns the clauses of all *.md files in dir, in the order of
// files and lines.
func readContract(dir string) ([]clause, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return nil, err
	}
	var clauses []clause
	defined := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for i, line := range strings.Split(string(text), "\n") {
			m := definition.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			place := fmt.Sprintf("%s:%d", file, i+1)
			if first, ok := defined[m[1]]; ok {
				return nil, fmt.Errorf("%s: %s is defined already at %s", place, m[1], first)
			}
			defined[m[1]] = place
			clauses = append(clauses, clause{m[1], filepath.Base(file), brief(m[2])})
		}
	}
	if len(clauses) == 0 {
		return nil, fmt.Errorf("%s: no clause found", dir)
	}
	return clauses, nil
}

// brief cuts a fact to what fits beside other columns. Table bars become
// commas, so that it can stand in a table cell itself.
func brief(text string) string {
	const limit = 100
	text = strings.TrimSpace(strings.Trim(strings.TrimSpace(text), "|"))
	text = strings.ReplaceAll(strings.ReplaceAll(text, " | ", ", "), "|", "/")
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	cut := string(runes[:limit])
	if space := strings.LastIndexByte(cut, ' '); space > limit/2 {
		cut = cut[:space]
	}
	// A code span that is cut open would swallow the rest of its row.
	if strings.Count(cut, "`")%2 == 1 {
		cut += "`"
	}
	return cut + " …"
}

// entry is one line of waiting.tsv.
type entry struct {
	line   int
	ids    []string
	reason string
}

// readWaiting reads the facts that wait, with their reasons. Empty lines and
// lines that begin with # are skipped.
func readWaiting(file string) ([]entry, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for i, line := range strings.Split(string(text), "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		names, reason, ok := strings.Cut(line, "\t")
		if !ok || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: want ids, a tab, a reason", file, i+1)
		}
		ids, err := expand(names)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
		entries = append(entries, entry{i + 1, ids, strings.TrimSpace(reason)})
	}
	return entries, nil
}

// expand turns "S-112,S-114..S-116" into the four ids it means.
func expand(names string) ([]string, error) {
	var ids []string
	for part := range strings.SplitSeq(names, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "..")
		if !isRange {
			last = first
		}
		if !wholeID.MatchString(first) || !wholeID.MatchString(last) || first[0] != last[0] || first > last {
			return nil, fmt.Errorf("%q is neither a clause nor a range like S-012..S-014", part)
		}
		from, _ := strconv.Atoi(first[2:])
		to, _ := strconv.Atoi(last[2:])
		for n := from; n <= to; n++ {
			ids = append(ids, fmt.Sprintf("%c-%03d", first[0], n))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
