package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"winsock/ws2def"
)

// ParseError says what is wrong with a catalog file, and where.
type ParseError struct {
	Path   string // the file
	Line   int    // from 1
	Reason string
}

// Error gives file, line and reason on one line.
func (e *ParseError) Error() string {
	return fmt.Sprintf("catalog: %s:%d: %s", e.Path, e.Line, e.Reason)
}

// parse reads a file's text. An error is a *ParseError without a path.
func parse(data []byte) (*Catalog, error) {
	p := &parser{data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	p.dec.UseNumber()
	if at := invalidUTF8(data); at >= 0 {
		return nil, p.failAt(at, "the text is not UTF-8")
	}
	c, err := p.file()
	if err != nil {
		return nil, err
	}
	if at := p.start(); at < len(data) {
		return nil, p.failAt(at, "there is text after the end of the catalog")
	}
	return c, nil
}

// invalidUTF8 returns the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(data []byte) int {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// parser reads a file token by token, so that it always knows the line.
// Places in the file are offsets.
type parser struct {
	data []byte
	dec  *json.Decoder
}

// Members of the whole file, in the order of writing.
const (
	memberFormat     = "format"
	memberGeneration = "generation"
	memberNextID     = "next_id"
	memberEntries    = "entries"

	memberApplications = "applications" // may be missing
)

var fileMembers = []string{memberFormat, memberGeneration, memberNextID, memberEntries, memberApplications}

// file reads the catalog.
func (p *parser) file() (*Catalog, error) {
	var (
		format, generation, nextID int64
		entries                    []*Entry
		ids                        []int // where each entry's id stands
		applications               []Application
	)
	open, at, err := p.object("catalog", fileMembers, func(name string) (err error) {
		if name != memberFormat && format == 0 {
			return p.fail(`the catalog doesn't begin with "format": %d`, formatNumber)
		}
		switch name {
		case memberFormat:
			at := p.start()
			format, err = p.number(name, 1, 1<<62)
			if err == nil && format != formatNumber {
				err = p.failAt(at, "the format %d is not known: this program reads format %d", format, formatNumber)
			}
		case memberGeneration:
			generation, err = p.number(name, 0, 1<<62)
		case memberNextID:
			nextID, err = p.number(name, 1, 1<<32-1)
		case memberEntries:
			entries, ids, err = p.entries()
		case memberApplications:
			applications, err = p.applications()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, name := range fileMembers {
		if _, there := at[name]; !there && name != memberApplications {
			return nil, p.failAt(open, "the catalog has no %q", name)
		}
	}
	for i, e := range entries {
		if int64(e.Info.CatalogEntryId) >= nextID {
			return nil, p.failAt(ids[i], "the id %d is not below next_id, which is %d", e.Info.CatalogEntryId, nextID)
		}
	}
	c := newCatalog(entries, uint32(nextID), uint64(generation))
	c.applications = applications
	return c, nil
}

// list reads a list, of what; read reads one element.
func (p *parser) list(what string, read func() error) error {
	at := p.start()
	if t, err := p.token(); err != nil {
		return err
	} else if t != json.Delim('[') {
		return p.failAt(at, "want the list of %s", what)
	}
	for p.dec.More() {
		if err := read(); err != nil {
			return err
		}
	}
	_, err := p.token()
	return err
}

// entries reads the list of entries and tells where the id of each stands.
func (p *parser) entries() (entries []*Entry, ids []int, err error) {
	first := make(map[uint32]int) // the place of each id
	err = p.list(memberEntries, func() error {
		e := &Entry{Info: ws2def.WSAProtocolInfo{Version: usualVersion}}
		at, err := readMembers(p, "entry", members, e)
		if err != nil {
			return err
		}
		if name, reason := e.fault(); reason != "" {
			return p.failAt(at[name], "%s", reason)
		}
		id := at[memberID]
		if other, taken := first[e.Info.CatalogEntryId]; taken {
			return p.failAt(id, "the id %d is taken by the entry in line %d", e.Info.CatalogEntryId, p.line(other))
		}
		first[e.Info.CatalogEntryId] = id
		entries, ids = append(entries, e), append(ids, id)
		return nil
	})
	return entries, ids, err
}

// applications reads the list of applications.
func (p *parser) applications() (all []Application, err error) {
	err = p.list(memberApplications, func() error {
		var a Application
		at, err := readMembers(p, "application", applicationMembers, &a)
		if err != nil {
			return err
		}
		if name, reason := a.fault(); reason != "" {
			return p.failAt(at[name], "%s", reason)
		}
		for _, other := range all {
			if other.Path == a.Path && other.Extra == a.Extra {
				return p.failAt(at[memberPath], "the application %v is in the list already", &a)
			}
		}
		all = append(all, a)
		return nil
	})
	return all, err
}

// readMembers reads an object, what, into e and tells where its members stand. A member
// that is missing stands where the object begins.
func readMembers[T any](p *parser, what string, members []member[T], e *T) (at map[string]int, err error) {
	names := namesOf(members)
	open, at, err := p.object(what, names, func(name string) error {
		value, at, err := p.value()
		if err != nil {
			return err
		}
		if err := members[slices.Index(names, name)].take(e, value); err != nil {
			return p.failAt(at, "%q: %v", name, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		if _, there := at[m.name]; there {
			continue
		}
		if !m.optional {
			return nil, p.failAt(open, "the %s that begins here has no %q", what, m.name)
		}
		at[m.name] = open
	}
	return at, nil
}

// object reads an object, what, whose members are among names; read reads the
// value of the one it is told. It returns where the object and each member
// begin.
func (p *parser) object(what string, names []string, read func(name string) error) (open int, at map[string]int, err error) {
	open = p.start()
	t, err := p.token()
	if err != nil {
		return 0, nil, err
	}
	if t != json.Delim('{') {
		return 0, nil, p.failAt(open, "want an object { … } for the %s", what)
	}
	at = make(map[string]int)
	for {
		place := p.start()
		t, err := p.token()
		if err != nil {
			return 0, nil, err
		}
		name, ok := t.(string)
		if !ok { // the closing brace
			return open, at, nil
		}
		if !slices.Contains(names, name) {
			return 0, nil, p.failAt(place, "the %s has an unknown member %q", what, name)
		}
		if first, twice := at[name]; twice {
			return 0, nil, p.failAt(place, "the %s has %q twice, first in line %d", what, name, p.line(first))
		}
		at[name] = place
		if err := read(name); err != nil {
			return 0, nil, err
		}
	}
}

// number reads a whole number from low to high, the value of the member name.
func (p *parser) number(name string, low, high int64) (int64, error) {
	value, at, err := p.value()
	if err != nil {
		return 0, err
	}
	n, err := number(value, low, high)
	if err != nil {
		return 0, p.failAt(at, "%q: %v", name, err)
	}
	return n, nil
}

// value reads a text, number, truth value, null, or a list of those, and tells
// where it begins.
func (p *parser) value() (value any, at int, err error) {
	at = p.start()
	t, err := p.token()
	if err != nil {
		return nil, 0, err
	}
	if _, nested := t.(json.Delim); !nested {
		return t, at, nil
	}
	list := []any{}
	for t == json.Delim('[') {
		inner := p.start()
		v, err := p.token()
		if err != nil {
			return nil, 0, err
		}
		switch v {
		case json.Delim(']'):
			return list, at, nil
		case json.Delim('['), json.Delim('{'):
			return nil, 0, p.failAt(inner, "want a plain value in the list")
		}
		list = append(list, v)
	}
	return nil, 0, p.failAt(at, "want a plain value or a list, not an object")
}

// token reads the next token.
func (p *parser) token() (json.Token, error) {
	t, err := p.dec.Token()
	switch {
	case err == nil:
		return t, nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, p.failAt(len(bytes.TrimRight(p.data, space)), "the file ends too early")
	}
	return nil, p.fail("%v", err)
}

// space is what JSON skips.
const space = " \t\r\n"

// skip returns the offset of the first byte from at on that is not space.
func (p *parser) skip(at int) int {
	return len(p.data) - len(bytes.TrimLeft(p.data[at:], space))
}

// start returns where the next token begins.
func (p *parser) start() int {
	at := p.skip(int(p.dec.InputOffset()))
	if at < len(p.data) && (p.data[at] == ',' || p.data[at] == ':') {
		at = p.skip(at + 1)
	}
	return at
}

// line returns the line of a place.
func (p *parser) line(at int) int { return 1 + bytes.Count(p.data[:at], []byte{'\n'}) }

// fail reports what is wrong where reading stopped.
func (p *parser) fail(format string, args ...any) error {
	return p.failAt(p.skip(int(p.dec.InputOffset())), format, args...)
}

// failAt reports what is wrong at a place.
func (p *parser) failAt(at int, format string, args ...any) error {
	return &ParseError{Line: p.line(at), Reason: fmt.Sprintf(format, args...)}
}
