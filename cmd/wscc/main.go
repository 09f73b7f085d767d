package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	d := &driver{cxx: strings.HasSuffix(filepath.Base(os.Args[0]), "++"), stdin: os.Stdin, stderr: os.Stderr}
	os.Exit(d.main(os.Args[1:]))
}

// driver carries out one call.
type driver struct {
	cxx     bool
	verbose bool
	cc      compiler
	at      installation
	temp    *tempDir
	signals *signals
	stdin   *os.File
	stderr  io.Writer
}

// name is what the driver calls itself.
func (d *driver) name() string {
	if d.cxx {
		return "wsc++"
	}
	return "wscc"
}

// main runs the call and returns the exit code.
func (d *driver) main(args []string) int {
	c, err := parse(d.cxx, args)
	if err == nil {
		d.verbose = c.ours.verbose
		d.temp = &tempDir{keep: c.ours.saveTemps}
		defer d.temp.remove()
		d.signals = watch(d.temp)
		err = d.run(c)
	}
	var failed *exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &failed):
		if failed.signal != 0 {
			d.temp.remove()
			die(failed.signal)
		}
		return failed.code
	}
	fmt.Fprintf(d.stderr, "%s: %v\n", d.name(), err)
	return 1
}

// note says what the driver does, when --winsock-verbose asks for it.
func (d *driver) note(format string, args ...any) {
	if d.verbose {
		fmt.Fprintf(d.stderr, d.name()+": "+format+"\n", args...)
	}
}

// run does what the call asks for.
func (d *driver) run(c *call) (err error) {
	switch {
	case c.ours.help:
		_, err = fmt.Fprint(os.Stdout, help)
		return err
	case c.ours.version:
		_, err = fmt.Printf("%s %s\n", d.name(), version)
		return err
	}
	if d.cc, err = findCompiler(d.cxx); err != nil {
		return err
	}
	if c.action == asking || c.inputs() == 0 {
		return d.become(append(d.cc.argv, c.raw...))
	}
	if d.at, err = locate(c.ours); err != nil {
		return err
	}
	if c.dryRun {
		return d.become(d.whole(c))
	}
	if c.action == linking && c.onlyHeaders() {
		c.action = compiling // they are precompiled
	}
	if c.action != linking {
		return d.compileOnly(c)
	}
	objects := map[int]string{}
	for i, a := range c.args {
		if a.kind == source {
			if objects[i], err = d.compileForLink(c, i); err != nil {
				return err
			}
		}
	}
	return d.link(c, objects)
}

// whole is the command that -### shows: all in one call of the compiler.
func (d *driver) whole(c *call) []string {
	argv := append([]string(nil), d.cc.argv...)
	for _, a := range c.args {
		if a.kind == source {
			argv = append(argv, d.compileFlags(c, c.language(a))...)
			break
		}
	}
	argv = append(argv, c.raw...)
	if c.action == linking && !c.partial {
		argv = append(argv, d.libraries(c, &contents{})...)
	}
	return argv
}

const help = `wscc [option...] file...    compiles C that was written for Windows Sockets
wsc++ [option...] file...   compiles C++

Options are those of gcc and g++, and:

  --winsock-verbose        say what is done: commands, changed files and why
  --winsock-charset=NAME   encoding of sources that are not UTF-8: CP1252, CP1251,
                           GBK, Big5, Shift_JIS, CP949 (else it is guessed)
  --winsock-long32         long has 32 bits in the program's own files
  --winsock-show-linux     let the program see __linux__, __unix__ and the like
  --winsock-rpath=DIR      where the program looks for libws2_32.so, $ORIGIN/../lib
                           for example; empty: nowhere of its own
  --winsock-root=DIR       where include and lib are (else beside wscc's directory)
  --winsock-save-temps     keep the changed copies
  --winsock-version        the version
  --winsock-help           this text

-municode defines UNICODE and _UNICODE. /Dname, /Uname and /Idir work too.
WSCC_CC and WSCC_CXX, or CC and CXX, name the compiler (gcc and g++, or clang).
`
