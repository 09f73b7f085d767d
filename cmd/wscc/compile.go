package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"winsock/capi/cxx"
)

// compilation is one source on its way through the compiler.
type compilation struct {
	lang  string
	words []string // the command, without what says where the output goes
	unit  *unit    // when copies are compiled
	stdin []byte
}

// compileOnly carries out -c, -S, -E and the like.
func (d *driver) compileOnly(c *call) error {
	if c.output != "" && c.sources() > 1 && c.action != checking {
		return d.become(d.whole(c)) // the compiler says why not
	}
	if c.sources() == 0 {
		return d.become(d.whole(c)) // nothing to compile
	}
	var firstErr error
	for i, a := range c.args {
		if a.kind != source {
			continue
		}
		// As the compiler: the other sources are compiled after an error too.
		if err := d.compileOne(c, i); err != nil && firstErr == nil {
			firstErr = err
		}
	}
	return firstErr
}

// compileOne compiles one of the sources to where the user wants it.
func (d *driver) compileOne(c *call, i int) error {
	p, err := d.prepare(c, i)
	if err != nil {
		return err
	}
	object := ""
	if c.action == compiling && (isCXX(p.lang) || strings.HasPrefix(p.lang, "assembler")) {
		object = c.objectName(i)
	}
	if p.unit == nil && object == "" && p.stdin == nil && c.sources() == 1 {
		return d.become(p.words)
	}
	if c.action == preprocessing && p.unit != nil && c.output == "" {
		return d.commandOutput(p.words, p.stdin, func(text []byte) []byte { return p.unit.restore(text, c.rules()) })
	}
	if err := d.command(p.words, p.stdin, nil); err != nil {
		return err
	}
	if p.unit != nil {
		if c.action == preprocessing {
			if err := p.unit.restoreFile(c.output, c.rules()); err != nil {
				return err
			}
		}
		if err := c.restoreRules(p.unit, c.ruleFile(i)); err != nil {
			return err
		}
	}
	return d.widen(object)
}

// compileForLink compiles one of the sources to a temporary object.
func (d *driver) compileForLink(c *call, i int) (string, error) {
	p, err := d.prepare(c, i)
	if err != nil {
		return "", err
	}
	dir, err := d.temp.sub(strconv.Itoa(i))
	if err != nil {
		return "", err
	}
	object := filepath.Join(dir, c.stem(i)+".o")
	words := append(p.words, "-c", "-o", object)
	if !d.cc.clang {
		words = append(words, "-dumpdir", c.dumpPrefix())
	}
	if c.depends && c.depFile == "" {
		words = append(words, "-MF", c.ruleFile(i))
	}
	if c.depends && c.output != "" && !c.has("-MT", "-MQ") {
		words = append(words, "-MQ", c.output)
	}
	if err := d.command(words, p.stdin, nil); err != nil {
		return "", err
	}
	if p.unit != nil {
		if err := c.restoreRules(p.unit, c.ruleFile(i)); err != nil {
			return "", err
		}
	}
	return object, d.widen(object)
}

// prepare reads a source and makes its copies when something in it must change,
// and the command that compiles it.
func (d *driver) prepare(c *call, i int) (*compilation, error) {
	a := c.args[i]
	p := &compilation{lang: c.language(a)}
	path := a.words[0]
	var forced map[int]*file
	if rewritable(p.lang) {
		var data []byte
		if path == "-" {
			var err error
			if data, err = io.ReadAll(d.stdin); err != nil {
				return nil, err
			}
			p.stdin = data
		}
		u, err := d.read(c, p.lang, path, data)
		if err != nil {
			return nil, err
		}
		if u != nil && u.changed {
			dir, err := d.temp.sub("u" + strconv.Itoa(i))
			if err != nil {
				return nil, err
			}
			if err := u.write(dir); err != nil {
				return nil, err
			}
			p.unit = u
			d.explain(u)
			if path == "-" {
				p.stdin = u.order[0].copy()
			} else {
				path = u.order[0].mirror
			}
			forced = u.forced
		}
	}
	p.words = append(slices.Clone(d.cc.argv), d.compileFlags(c, p.lang)...)
	for j, other := range c.args {
		switch {
		case forced[j] != nil:
			p.words = append(p.words, other.words[0], forced[j].mirror)
		case other.kind == option && !(c.action == linking && isOutput(other.words[0])):
			p.words = append(p.words, other.words...)
		}
	}
	if p.unit != nil {
		for _, dir := range p.unit.directories() {
			p.words = append(p.words, "-iquote", dir)
		}
		p.words = append(p.words, "-ffile-prefix-map="+p.unit.order[0].mirror+"="+a.words[0])
	}
	p.words = append(p.words, d.lastFlags(c, p.lang)...)
	if a.language != "" {
		p.words = append(p.words, "-x", p.lang)
	}
	p.words = append(p.words, path)
	return p, nil
}

func isOutput(word string) bool { return strings.HasPrefix(word, "-o") || word == "--output" }

// read reads a source with its headers; nil when it cannot be read, which the
// compiler reports better.
func (d *driver) read(c *call, lang, path string, stdin []byte) (*unit, error) {
	search := newSearcher(c, d.at.include, func() []string { return d.cc.directories(lang) })
	u := newUnit(c, search, rewriteOptions(c, lang, d.cc.clang))
	if path == "-" {
		return u, u.readStdin(stdin)
	}
	return u, u.readAll(path)
}

// explain says which files are changed and why.
func (d *driver) explain(u *unit) {
	for _, f := range u.order {
		for _, note := range f.notes {
			d.note("%s: %s", f.path, note)
		}
	}
}

// widen gives the wide C++ names in an object names of their own.
func (d *driver) widen(object string) error {
	if object == "" {
		return nil
	}
	_, err := cxx.Widen(object)
	if err != nil {
		return fmt.Errorf("%w: wide C++ names cannot be renamed in it", err)
	}
	return nil
}

// rules tells whether what is preprocessed are rules for make.
func (c *call) rules() bool { return c.has("-M", "-MM") }

// has tells whether one of some options is given.
func (c *call) has(names ...string) bool {
	return slices.ContainsFunc(c.args, func(a argument) bool { return slices.Contains(names, a.words[0]) })
}

// stem is the name of a source without directory and suffix.
func (c *call) stem(i int) string {
	base := filepath.Base(c.args[i].words[0])
	if base == "-" {
		return "stdin"
	}
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// objectName is where -c puts the object of a source.
func (c *call) objectName(i int) string {
	if c.output != "" {
		return c.output
	}
	if c.args[i].words[0] == "-" {
		return "-.o"
	}
	return c.stem(i) + ".o"
}

// dumpPrefix is what gcc puts before the names of side outputs of a link.
func (c *call) dumpPrefix() string {
	switch {
	case c.output != "":
		return strings.TrimSuffix(c.output, filepath.Ext(c.output)) + "-"
	case c.sources() > 1:
		return "a-"
	}
	return "./"
}

// ruleFile is the file that -MD writes for a source.
func (c *call) ruleFile(i int) string {
	switch {
	case c.depFile != "":
		return c.depFile
	case c.output != "":
		return strings.TrimSuffix(c.output, filepath.Ext(c.output)) + ".d"
	case c.action == linking && c.sources() > 1:
		return "a-" + c.stem(i) + ".d"
	}
	return c.stem(i) + ".d"
}

// restoreRules puts the user's names into a file of rules.
func (c *call) restoreRules(u *unit, path string) error {
	if !c.depends && c.depFile == "" {
		return nil
	}
	return u.restoreFile(path, true)
}
