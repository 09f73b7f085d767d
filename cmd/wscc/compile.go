package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"winsock/capi/cxx"
	"winsock/cmd/wscc/rewrite"
)

// compilation is one source on its way through the compiler.
type compilation struct {
	lang    string
	path    string   // what the compiler reads
	words   []string // the command; in a link without what says where the output goes
	unit    *unit    // when copies are compiled
	stdin   []byte   // nil: the driver's own
	depends bool     // rules for make are written already
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
	if c.action == compiling && !isHeader(p.lang) && (isCXX(p.lang) || strings.HasPrefix(p.lang, "assembler")) {
		object = c.objectName(i)
	}
	if p.unit == nil && object == "" && p.stdin == nil && c.sources() == 1 {
		return d.become(p.words)
	}
	if err := d.compile(c, p); err != nil {
		return err
	}
	if p.unit != nil {
		if err := c.restoreRules(p.unit, c.ruleFile(i)); err != nil {
			return err
		}
	}
	return d.widen(object)
}

// compile runs the compiler for -c, -S, -E and the like, and puts the user's
// names into what the preprocessor writes.
func (d *driver) compile(c *call, p *compilation) error {
	if c.action != preprocessing || p.unit == nil {
		return d.command(p.words, p.stdin, nil)
	}
	if c.output == "" || c.output == "-" {
		return d.commandOutput(p.words, p.stdin, func(text []byte) []byte { return p.unit.restore(text, c.rules()) })
	}
	if err := d.command(p.words, p.stdin, nil); err != nil {
		return err
	}
	return p.unit.restoreFile(c.output, c.rules())
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
	if !d.cc.clang && !c.has("-dumpdir", "-dumpbase") {
		words = append(words, "-dumpdir", c.dumpPrefix())
	}
	if c.depends && c.depFile == "" && !p.depends {
		words = append(words, "-MF", c.ruleFile(i))
	}
	if c.depends && !p.depends && c.output != "" && !c.has("-MT", "-MQ") {
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

// prepare reads a source, makes its copies when something in it must change, and
// the command that compiles it.
func (d *driver) prepare(c *call, i int) (*compilation, error) {
	a := c.args[i]
	p := &compilation{lang: c.language(a), path: a.words[0]}
	if rewritable(p.lang) {
		if err := d.copies(c, i, p); err != nil {
			return nil, err
		}
	}
	p.words = d.compileWords(c, i, p)
	if p.unit != nil && p.unit.twice && c.action != preprocessing {
		return p, d.preprocess(c, i, p)
	}
	return p, nil
}

// copies reads a source and, when something in it must change, makes its copies.
func (d *driver) copies(c *call, i int, p *compilation) error {
	var data []byte
	if p.path == "-" {
		var err error
		if data, err = io.ReadAll(d.stdin); err != nil {
			return err
		}
		p.stdin = data
	}
	u, err := d.read(c, p.lang, p.path, data)
	if err != nil || !u.changed {
		return err
	}
	dir, err := d.temp.sub("u" + strconv.Itoa(i))
	if err != nil {
		return err
	}
	p.unit = u
	d.explain(u)
	if p.path == "-" {
		defer func() { p.stdin = u.copy(u.order[0]) }()
	} else {
		defer func() { p.path = u.order[0].mirror }()
	}
	return u.write(dir)
}

// compileWords returns the command that compiles a source.
func (d *driver) compileWords(c *call, i int, p *compilation) []string {
	words := append(slices.Clone(d.cc.argv), d.compileFlags(c, p.lang)...)
	if p.unit != nil && p.unit.seh {
		words = append(words, "-include", "winsock/seh.h")
		if !d.cc.clang {
			// A wrong access is an exception, not something that cannot happen.
			words = append(words, "-fno-delete-null-pointer-checks", "-fno-isolate-erroneous-paths-dereference")
		}
	}
	for j, a := range c.args {
		switch {
		case p.unit != nil && p.unit.forced[j] != nil:
			words = append(words, a.words[0], p.unit.forced[j].mirror)
		case a.kind == option && !(c.action == linking && isOutput(a.words[0])):
			words = append(words, a.words...)
		}
	}
	if p.unit != nil {
		for _, dir := range p.unit.directories() {
			words = append(words, "-iquote", dir)
		}
		words = append(words, "-ffile-prefix-map="+p.unit.order[0].mirror+"="+c.args[i].words[0])
	}
	words = append(words, d.lastFlags(c, p.lang)...)
	if c.args[i].language != "" {
		words = append(words, "-x", p.lang)
	}
	if isHeader(p.lang) && c.action == compiling && c.output == "" {
		words = append(words, "-o", c.objectName(i))
	}
	return append(words, p.path)
}

func isOutput(word string) bool { return strings.HasPrefix(word, "-o") || word == "--output" }

// preprocess does the first half of a source with what must be rewritten after
// the preprocessor, exception handling and names of functions: the command that is left compiles the result.
func (d *driver) preprocess(c *call, i int, p *compilation) error {
	dir, err := d.temp.sub("u" + strconv.Itoa(i))
	if err != nil {
		return err
	}
	path := filepath.Join(dir, c.stem(i)+map[bool]string{false: ".i", true: ".ii"}[isCXX(p.lang)])
	first := make([]string, 0, len(p.words)+8)
	for _, group := range grouped(p.words) {
		if !isOutput(group[0]) {
			first = append(first, group...)
		}
	}
	first = append(first, "-E", "-o", path)
	if c.depends && c.depFile == "" {
		first = append(first, "-MF", c.ruleFile(i))
	}
	if c.depends && !c.has("-MT", "-MQ") {
		first = append(first, "-MQ", c.objectName(i))
	}
	if err := d.command(first, p.stdin, nil); err != nil {
		return err
	}
	if err := c.restoreRules(p.unit, c.ruleFile(i)); err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	o := p.unit.rewrite
	o.Stage = rewrite.Preprocessed
	text, _, err = rewrite.Rewrite(p.unit.restore(text, false), o)
	if err != nil {
		return err
	}
	p.stdin = nil
	p.depends = true
	p.words = append(withoutPreprocessor(p.words[:len(p.words)-1]), "-x", preprocessed(p.lang), path)
	return os.WriteFile(path, text, 0o600)
}

// grouped splits a command into options with their operands.
func grouped(words []string) (groups [][]string) {
	for i := 0; i < len(words); i++ {
		_, _, used := split(words[i], words[i+1:])
		groups = append(groups, words[i:i+1+used])
		i += used
	}
	return groups
}

// withoutPreprocessor takes the options away that say what the preprocessor
// shall do, and -x.
func withoutPreprocessor(words []string) []string {
	var rest []string
	for _, group := range grouped(words) {
		name, _, _ := split(group[0], group[1:])
		switch {
		case strings.HasPrefix(name, "-i"), strings.HasPrefix(name, "-M"), strings.HasPrefix(name, "-Wp,"),
			name == "-D", name == "-U", name == "-I", name == "-x":
		default:
			rest = append(rest, group...)
		}
	}
	return rest
}

// read reads a source with its headers. What the preprocessor must see first is
// left as it is, here and, of exception handling, for -E.
func (d *driver) read(c *call, lang, path string, stdin []byte) (*unit, error) {
	search := newSearcher(c, d.at.include, func() []string { return d.cc.directories(lang) })
	o := rewriteOptions(c, lang, d.cc.clang)
	for {
		u := newUnit(c, search, o)
		if err := u.readSource(path, stdin); err != nil {
			return nil, err
		}
		if o.Stage != rewrite.Whole || !u.twice && (!u.seh || c.action != preprocessing) {
			u.twice = (u.seh || u.named) && o.Stage == rewrite.Source
			u.changed = u.changed || u.twice
			return u, nil
		}
		o.Stage = rewrite.Source
	}
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
	if isHeader(c.language(c.args[i])) {
		return c.args[i].words[0] + ".gch"
	}
	if c.action == assembling {
		return c.stem(i) + ".s"
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
