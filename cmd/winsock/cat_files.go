package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/term"
)

// files are where the data of cat comes from and goes to.
type files struct {
	screen      *screen
	in          io.Reader
	out         io.Writer
	size        int64 // of the input; -1 when it is no file
	interactive bool  // the input is a terminal
	verbose     bool
	keep        bool // several connections, one after another
	opened      []*os.File
	stale       bool // out is a file that still has what it had before
}

// open opens the files that the command line names.
func (c *catCmd) open(s *screen) (*files, error) {
	f := &files{screen: s, in: s.in, out: s.out, size: -1, verbose: c.Verbose, keep: c.Keep}
	if c.Send != "" {
		in, err := openInput(c.Send)
		if err != nil {
			return nil, err
		}
		f.in, f.opened = in, append(f.opened, in)
	} else if c.Keep {
		f.in = eof{}
	}
	if c.Receive != "" {
		// What the file has is lost only when there is something to take its place.
		out, err := os.OpenFile(c.Receive, os.O_WRONLY|os.O_CREATE, 0o666)
		if err != nil {
			f.close()
			return nil, err
		}
		f.out, f.opened, f.stale = out, append(f.opened, out), true
	}
	if in, ok := f.in.(*os.File); ok {
		f.interactive = term.IsTerminal(int(in.Fd()))
		if info, err := in.Stat(); err == nil && info.Mode().IsRegular() {
			f.size = info.Size()
			if at, err := in.Seek(0, io.SeekCurrent); err == nil {
				f.size -= at
			}
		}
	}
	return f, nil
}

// openInput opens a file to read from.
func openInput(path string) (*os.File, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if info, err := in.Stat(); err == nil && info.IsDir() {
		in.Close()
		return nil, fmt.Errorf("open %s: %w", path, syscall.EISDIR)
	}
	return in, nil
}

// empty empties the output file before the first of what arrives is written.
func (f *files) empty() error {
	out, ok := f.out.(*os.File)
	if !ok || !f.stale {
		return nil
	}
	f.stale = false
	if info, err := out.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	return out.Truncate(0)
}

// eof is an input without data.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// rewind makes the input begin anew.
func (f *files) rewind() error {
	if in, ok := f.in.(*os.File); ok && f.size >= 0 {
		_, err := in.Seek(0, io.SeekStart)
		return err
	}
	return nil
}

// finish ends the writing, so that a full disk is not taken for success.
func (f *files) finish() error {
	if out, ok := f.out.(*os.File); ok && len(f.opened) > 0 && out == f.opened[len(f.opened)-1] {
		return out.Close()
	}
	return nil
}

func (f *files) close() {
	for _, file := range f.opened {
		file.Close()
	}
}

// say tells one line on standard error to those who want to know.
func (f *files) say(format string, args ...any) {
	if f.verbose {
		fmt.Fprintf(f.screen.err, "winsock: "+format+"\n", args...)
	}
}

// complain reports an error that does not end the command.
func (f *files) complain(err error) { fail(f.screen.err, err) }

// errInput and errOutput tell a file's failure from a socket's.
func errInput(err error) error  { return fmt.Errorf("the input can't be read: %w", bare(err)) }
func errOutput(err error) error { return fmt.Errorf("the output can't be written: %w", bare(err)) }

// bare leaves out of an error of package os what was tried.
func bare(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}
