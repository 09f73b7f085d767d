package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winsock/ws2def"
)

type errorsCmd struct {
	Codes []string `arg:"" optional:"" name:"code" complete:"error" help:"Number or name of an error; none: all errors."`
	JSON  bool     `name:"json" help:"Write JSON."`
}

func (errorsCmd) Help() string {
	return `Names are understood in capitals or not, with WSA in front or not.

    winsock errors 10061
    winsock errors WSAEACCES 10048 eaddrinuse
    winsock errors                  # all of them
    winsock errors --json | jq '.[] | select(.timeout)'

JSON is a list of objects with code, name, text, timeout (a time limit was
reached) and temporary (the same call may succeed later).`
}

// explained is the JSON form of an error code.
type explained struct {
	Code      uint32 `json:"code"`
	Name      string `json:"name"`
	Text      string `json:"text"`
	Timeout   bool   `json:"timeout"`
	Temporary bool   `json:"temporary"`
}

func explain(e ws2def.Errno) explained {
	return explained{uint32(e), e.Name(), e.Text(), e.Timeout(), e.Temporary()}
}

func (c *errorsCmd) Run(s *screen) error {
	codes := ws2def.All()
	if len(c.Codes) > 0 {
		codes = nil
		for _, text := range c.Codes {
			e, err := findError(text)
			if err != nil {
				return err
			}
			codes = append(codes, e)
		}
	}
	if c.JSON {
		all := make([]explained, len(codes))
		for i, e := range codes {
			all[i] = explain(e)
		}
		return s.json(all)
	}
	if len(c.Codes) > 0 {
		for _, e := range codes {
			if _, err := fmt.Fprintln(s.out, e); err != nil {
				return err
			}
		}
		return nil
	}
	rows := make([][]any, len(codes))
	for i, e := range codes {
		rows[i] = []any{uint32(e), e.Name(), e.Text()}
	}
	return s.table([]column{{title: "code", right: true}, {title: "name"}, {title: "meaning", wrap: true}}, rows)
}

// findError returns the code that text means, or an error that names those
// nearest to it.
func findError(text string) (ws2def.Errno, error) {
	plain := typed(text)
	if n, err := strconv.ParseInt(plain, 0, 64); err == nil {
		if n > 0 && n <= 1<<32-1 && ws2def.Errno(n).Name() != "" {
			return ws2def.Errno(n), nil
		}
		return 0, unknownError(plain, func(e ws2def.Errno) int { return int(max(n-int64(e), int64(e)-n)) })
	}
	name := strings.ToUpper(plain)
	for _, try := range []string{name, "WSA" + name} {
		for _, e := range ws2def.All() {
			if strings.EqualFold(e.Name(), try) {
				return e, nil
			}
		}
		if e, ok := ws2def.Lookup(try); ok { // a second name of a code
			return e, nil
		}
	}
	return 0, unknownError(plain, func(e ws2def.Errno) int {
		return min(distance(name, e.Name()), distance("WSA"+name, e.Name()))
	})
}

// unknownError names the three codes that are nearest by far.
func unknownError(text string, far func(ws2def.Errno) int) error {
	all := ws2def.All()
	slices.SortStableFunc(all, func(a, b ws2def.Errno) int { return cmp.Compare(far(a), far(b)) })
	near := make([]string, 0, 3)
	for _, e := range all[:min(3, len(all))] {
		near = append(near, fmt.Sprintf("%s (%d)", e.Name(), uint32(e)))
	}
	return fmt.Errorf("no error is called %q; nearest are %s; winsock errors lists all", text, strings.Join(near, ", "))
}

// distance is the number of letters to insert, delete or change to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
