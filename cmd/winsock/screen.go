package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// screen is where a command reads from and writes to.
type screen struct {
	in       io.Reader
	out, err io.Writer
	failed   error // the first line that could not be written
}

func newScreen(in io.Reader, out, err io.Writer) *screen {
	return &screen{in: in, out: out, err: err}
}

// width returns how many columns w shows, 0 when it is no terminal.
func width(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns < 1 {
		return 80
	}
	return columns
}

// coloured tells whether colours may be written to w: only to a terminal that
// knows them, and not when NO_COLOR is set.
func coloured(w io.Writer) bool {
	return width(w) > 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// line writes one line; whether all could be written is in s.failed.
func (s *screen) line(format string, args ...any) {
	if _, err := fmt.Fprintf(s.out, format+"\n", args...); s.failed == nil {
		s.failed = err
	}
}

// field writes one line of what a thing consists of.
func (s *screen) field(name, value string) { s.line("  %-9s  %s", name, value) }

// json writes v as indented JSON.
func (s *screen) json(v any) error {
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// column is one column of a table.
type column struct {
	title string
	right bool // numbers
	wrap  bool // takes what width the others leave, and breaks lines there
}

// table writes rows under titles, without lines. On a terminal the column that
// wraps keeps the table within its width.
func (s *screen) table(columns []column, rows [][]any) error {
	t := table.NewWriter()
	style := table.Style{Name: "plain", Box: table.StyleBoxDefault, Options: table.OptionsNoBordersAndSeparators}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	if coloured(s.out) {
		style.Color.Header = text.Colors{text.Bold}
	}
	t.SetStyle(style)
	t.SuppressTrailingSpaces()

	header := make(table.Row, len(columns))
	configs := make([]table.ColumnConfig, len(columns))
	for i, c := range columns {
		header[i] = c.title
		configs[i] = table.ColumnConfig{Number: i + 1}
		if c.right {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
		if c.wrap {
			configs[i].WidthMax = max(20, width(s.out)-others(rows, i))
			configs[i].WidthMaxEnforcer = text.WrapSoft
			if width(s.out) == 0 {
				configs[i].WidthMax = 0
			}
		}
	}
	t.AppendHeader(header)
	t.SetColumnConfigs(configs)
	for _, row := range rows {
		t.AppendRow(row)
	}
	_, err := io.WriteString(s.out, t.Render()+"\n")
	return err
}

// others returns the width of all columns but one.
func others(rows [][]any, but int) int {
	if len(rows) == 0 {
		return 0
	}
	total := 0
	for i := range rows[0] {
		if i == but {
			continue
		}
		widest := 0
		for _, row := range rows {
			widest = max(widest, text.StringWidth(fmt.Sprint(row[i])))
		}
		total += widest + 2
	}
	return total
}
