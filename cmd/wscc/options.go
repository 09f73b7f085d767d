package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// action is what a call asks the compiler to do.
type action int

const (
	linking       action = iota // a program or a shared library
	compiling                   // -c: objects
	assembling                  // -S: assembler text
	preprocessing               // -E, -M, -MM
	checking                    // -fsyntax-only
	asking                      // --version, -print-…: the compiler tells of itself
)

// kind tells what an argument is for.
type kind int

const (
	option     kind = iota // for the compiler, and for the link too
	linkOption             // means something to the link only
	source                 // is compiled
	linkInput              // is read by the linker: object, archive, -l
	library                // -l or x.lib: may be a Windows library's name
)

// argument is one argument of the command line with its operand.
type argument struct {
	kind     kind
	words    []string // as the compiler is told
	language string   // of a source: what -x said; "" when the suffix tells
}

// call is a command line, understood.
type call struct {
	cxx    bool // the driver is wsc++
	action action
	args   []argument
	raw    []string // the compiler's own arguments, unparsed: ours taken out

	output   string   // of -o; "" when not given
	quote    []string // directories of -iquote
	angle    []string // of -I
	system   []string // of -isystem
	after    []string // of -idirafter
	forced   []int    // which args are -include and -imacros
	libDirs  []string // of -L
	standard bool     // -std or -ansi is given
	warnings bool     // a -W of the compiler is given: the user wants to see
	pragmas  bool     // -Wunknown-pragmas is given
	placed   bool     // -fPIC, -fno-pie or the like is given
	shared   bool     // -shared
	startup  bool     // the link has the usual start files
	partial  bool     // -r
	dryRun   bool     // -###
	depends  bool     // -MD or -MMD
	depFile  string   // of -MF or -Wp,-MD,…
	unicode  bool     // -municode

	ours settings
}

// settings are the driver's own options.
type settings struct {
	verbose   bool
	saveTemps bool
	long32    bool
	showLinux bool
	help      bool
	version   bool
	charset   string
	root      string
	rpath     *string // nil: the library's own directory
}

func (c *call) sources() (n int) {
	for _, a := range c.args {
		if a.kind == source {
			n++
		}
	}
	return n
}

// inputs counts what is compiled or linked.
func (c *call) inputs() (n int) {
	for _, a := range c.args {
		if a.kind == source || a.kind == linkInput || a.kind == library {
			n++
		}
	}
	return n
}

// separate are the options whose operand is the next argument. Those that may
// also be joined to it are in joinable too.
var separate = setOf(
	"-A", "-B", "-D", "-I", "-L", "-MF", "-MQ", "-MT", "-T", "-U", "-Xanalyzer", "-Xassembler", "-Xclang",
	"-Xlinker", "-Xpreprocessor", "-arch", "-aux-info", "-dumpbase", "-dumpbase-ext", "-dumpdir", "-e", "-F",
	"-framework", "-h", "-idirafter", "-imacros", "-imultilib", "-include", "-include-pch", "-iprefix", "-iquote",
	"-isysroot", "-isystem", "-iwithprefix", "-iwithprefixbefore", "-l", "-mllvm", "-o", "-specs", "-target",
	"-u", "-wrapper", "-x", "-z", "--param", "--sysroot", "--output", "--include-directory", "--define-macro",
	"--undefine-macro", "--language", "--library-directory",
)

var joinable = []string{"-idirafter", "-imacros", "-include", "-iquote", "-isystem", "-D", "-I", "-L", "-MF", "-U", "-l", "-o", "-x"}

// longNames are the spellings with two dashes of options that we look into.
var longNames = map[string]string{
	"--output": "-o", "--include-directory": "-I", "--define-macro": "-D", "--undefine-macro": "-U",
	"--language": "-x", "--library-directory": "-L", "--compile": "-c", "--assemble": "-S", "--preprocess": "-E",
	"--shared": "-shared", "--static": "-static", "--dependencies": "-M", "--user-dependencies": "-MM",
	"--write-dependencies": "-MD", "--write-user-dependencies": "-MMD",
}

// mingwOptions chose a subsystem or a run-time on Windows and mean nothing here.
var mingwOptions = setOf("-mwindows", "-mconsole", "-mthreads", "-mwin32", "-mdll", "-mno-cygwin", "-mnop-fun-dllimport")

// directories are the options whose operand is a directory of headers, found in
// any letter case.
var directories = setOf("-I", "-iquote", "-isystem", "-idirafter")

// placing are the options that say where code may be loaded.
var placing = setOf("-fPIC", "-fpic", "-fPIE", "-fpie", "-fno-PIC", "-fno-pic", "-fno-PIE", "-fno-pie")

func setOf(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// parse understands a command line without the command's own name. The error is
// about our own options only: what else is wrong, the compiler says better.
func parse(cxx bool, args []string) (*call, error) {
	args, err := expand(args)
	if err != nil {
		return nil, err
	}
	p := parser{call: &call{cxx: cxx, startup: true}, files: disk{}}
	for len(args) > 0 {
		if taken, err := p.call.ours.take(args[0]); err != nil {
			return nil, err
		} else if taken {
			args = args[1:]
			continue
		}
		args = args[p.argument(args):]
	}
	return p.call, nil
}

// parser goes through a command line.
type parser struct {
	call     *call
	language string // that -x said
	files    disk
}

// argument understands the first of some arguments, and returns how many it
// takes.
func (p *parser) argument(args []string) int {
	c := p.call
	arg := args[0]
	if mingwOptions[arg] {
		return 1
	}
	if arg == "-municode" {
		c.unicode = true
		return 1
	}
	if name, operand, used, ok := windowsOption(args, p.files); ok {
		c.raw = append(c.raw, name+operand)
		c.add(option, name+operand)
		c.look(name, operand)
		return 1 + used
	}
	given := args[:1]
	if long, ok := longNames[arg]; ok {
		arg = long
	}
	name, operand, used := split(arg, args[1:])
	if used != 0 {
		given = args[:2]
	} else if arg != args[0] {
		given = []string{arg}
	}
	if directories[name] && operand != "" {
		if actual := p.files.directory(operand); actual != operand {
			operand, given = actual, []string{name, actual}
		}
	}
	c.raw = append(c.raw, given...)
	if name == "-x" {
		p.language = operand
		if operand == "none" {
			p.language = ""
		}
		return 1 + used
	}
	c.add(c.classify(arg, name, p.language), given...)
	if last := &c.args[len(c.args)-1]; last.kind == source {
		last.language = p.language
		if ext := filepath.Ext(arg); p.language == "" && suffixes[ext] == "" {
			last.language = suffixes[strings.ToLower(ext)] // gcc does not know .CXX
		}
	}
	c.look(name, operand)
	return 1 + used
}

func (c *call) add(k kind, words ...string) {
	c.args = append(c.args, argument{kind: k, words: words})
}

// split takes an option apart from its operand, which may be joined to it or be
// the next argument: then used is 1.
func split(arg string, rest []string) (name, operand string, used int) {
	if separate[arg] {
		if len(rest) == 0 {
			return arg, "", 0 // the compiler says that something is missing
		}
		return arg, rest[0], 1
	}
	if strings.HasPrefix(arg, "-include-pch") {
		return arg, "", 0
	}
	for _, prefix := range joinable {
		if operand, ok := strings.CutPrefix(arg, prefix); ok {
			return prefix, operand, 0
		}
	}
	return arg, "", 0
}

var macroName = regexp.MustCompile(`^[A-Za-z_]\w*(\(.*\))?(=.*)?$`)

// windowsOption understands /Dname, /Uname and /Idir, the operand joined or
// apart, when no file of that name exists.
func windowsOption(args []string, files disk) (name, operand string, used int, ok bool) {
	arg := args[0]
	if len(arg) < 2 || arg[0] != '/' || strings.IndexByte("DUI", arg[1]) < 0 {
		return "", "", 0, false
	}
	if _, err := os.Lstat(arg); err == nil {
		return "", "", 0, false
	}
	name, operand = "-"+arg[1:2], arg[2:]
	if operand == "" {
		if len(args) < 2 {
			return "", "", 0, false
		}
		operand, used = args[1], 1
	}
	if name == "-I" {
		operand = files.directory(operand)
		info, err := os.Stat(operand)
		return name, operand, used, err == nil && info.IsDir()
	}
	return name, operand, used, macroName.MatchString(operand)
}

// classify tells what an argument is for.
func (c *call) classify(arg, name, language string) kind {
	switch {
	case name == "-l":
		return library
	case name == "-L", strings.HasPrefix(arg, "-Wl,"), name == "-Xlinker", name == "-T", name == "-u", name == "-z",
		arg == "-shared", arg == "-rdynamic", arg == "-pie", arg == "-no-pie", arg == "-s", strings.HasPrefix(arg, "-static"):
		return linkOption
	case len(arg) > 1 && arg[0] == '-':
		return option
	case language != "":
		return source
	case arg == "-" || suffixes[filepath.Ext(arg)] != "" || isCXX(suffixes[strings.ToLower(filepath.Ext(arg))]):
		return source
	case strings.EqualFold(filepath.Ext(arg), ".lib"):
		return library
	}
	return linkInput
}

// look notes what an option tells the driver.
func (c *call) look(name, operand string) {
	switch name {
	case "-c":
		c.set(compiling)
	case "-S":
		c.set(assembling)
	case "-E", "-M", "-MM":
		c.set(preprocessing)
	case "-fsyntax-only":
		c.set(checking)
	case "--version", "--help", "--target-help", "-dumpversion", "-dumpfullversion", "-dumpmachine", "-dumpspecs":
		c.set(asking)
	case "-o":
		c.output = operand
	case "-iquote":
		c.quote = append(c.quote, operand)
	case "-I":
		c.angle = append(c.angle, operand)
	case "-isystem":
		c.system = append(c.system, operand)
	case "-idirafter":
		c.after = append(c.after, operand)
	case "-include", "-imacros":
		c.forced = append(c.forced, len(c.args)-1)
	case "-L":
		c.libDirs = append(c.libDirs, operand)
	case "-ansi":
		c.standard = true
	case "-w":
		c.warnings = true // the user has decided
	case "-shared":
		c.shared = true
	case "-r":
		c.partial = true
	case "-nostdlib", "-nostartfiles":
		c.startup = false
	case "-###":
		c.dryRun = true
	case "-MD", "-MMD":
		c.depends = true
	case "-MF":
		c.depFile = operand
	default:
		c.lookJoined(name)
	}
}

// lookJoined notes what an option with a part of its own tells the driver.
func (c *call) lookJoined(arg string) {
	switch {
	case strings.HasPrefix(arg, "-std="), strings.HasPrefix(arg, "--std="):
		c.standard = true
	case strings.HasPrefix(arg, "-print-"), strings.HasPrefix(arg, "--print-"), strings.HasPrefix(arg, "--help="):
		c.set(asking)
	case strings.HasPrefix(arg, "-Wp,-MD,"), strings.HasPrefix(arg, "-Wp,-MMD,"):
		c.depends = true
		c.depFile, _, _ = strings.Cut(strings.SplitN(arg, ",", 3)[2], ",")
	case strings.HasPrefix(arg, "-Wl,"), strings.HasPrefix(arg, "-Wa,"), strings.HasPrefix(arg, "-Wp,"):
	case placing[arg]:
		c.placed = true
	case strings.HasPrefix(arg, "-Wno-"), arg == "-Winvalid-pch":
	case strings.HasPrefix(arg, "-W"), arg == "-pedantic", arg == "-pedantic-errors":
		c.warnings = true
		c.pragmas = c.pragmas || arg == "-Wunknown-pragmas"
	}
}

// set chooses the action that goes least far, as the compiler does; a question
// is stronger than all.
func (c *call) set(a action) {
	rank := [...]int{linking: 0, compiling: 1, assembling: 2, checking: 3, preprocessing: 4, asking: 5}
	if rank[a] > rank[c.action] {
		c.action = a
	}
}

// take reads one of the driver's own options.
func (s *settings) take(arg string) (bool, error) {
	name, ok := strings.CutPrefix(arg, "--winsock-")
	if !ok {
		return false, nil
	}
	name, value, valued := strings.Cut(name, "=")
	flags := map[string]*bool{
		"verbose": &s.verbose, "save-temps": &s.saveTemps, "long32": &s.long32, "show-linux": &s.showLinux,
		"help": &s.help, "version": &s.version,
	}
	switch flag := flags[name]; {
	case flag != nil && !valued:
		*flag = true
	case name == "charset" && valued:
		if _, err := charsetNamed(value); err != nil {
			return false, err
		}
		s.charset = value
	case name == "root" && valued:
		s.root = value
	case name == "rpath" && valued:
		s.rpath = &value
	default:
		return false, fmt.Errorf("%s: unknown option: see --winsock-help", arg)
	}
	return true, nil
}
