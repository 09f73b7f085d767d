package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// exitError is a command that failed: the driver ends the same way.
type exitError struct {
	code   int
	signal unix.Signal
}

func (e *exitError) Error() string { return "the compiler failed" }

// become replaces the driver by a command.
func (d *driver) become(argv []string) error {
	d.say(argv)
	argv, err := d.fit(argv)
	if err != nil {
		return err
	}
	if d.temp.made() { // somebody must remove it
		return d.command(argv, nil, nil)
	}
	return startError(argv, unix.Exec(argv[0], argv, os.Environ()))
}

// command runs a command to its end. stdin nil is the driver's own; output nil
// is the driver's stdout.
func (d *driver) command(argv []string, stdin []byte, output *bytes.Buffer) error {
	d.say(argv)
	argv, err := d.fit(argv)
	if err != nil {
		return err
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = d.stdin, os.Stdout, os.Stderr
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	if output != nil {
		cmd.Stdout = output
	}
	if err := d.signals.start(cmd); err != nil {
		return startError(argv, err)
	}
	return d.signals.wait(cmd)
}

// commandOutput runs a command and writes what it wrote, changed.
func (d *driver) commandOutput(argv []string, stdin []byte, change func([]byte) []byte) error {
	var output bytes.Buffer
	err := d.command(argv, stdin, &output)
	if _, werr := os.Stdout.Write(change(output.Bytes())); err == nil {
		err = werr
	}
	return err
}

// ended makes the driver's own end of a command's.
func ended(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return &exitError{signal: status.Signal()}
	}
	return &exitError{code: exit.ExitCode()}
}

func startError(argv []string, err error) error {
	return errors.New(argv[0] + ": " + err.Error())
}

// say shows a command to who wants to see.
func (d *driver) say(argv []string) {
	if !d.verbose {
		return
	}
	shown := make([]string, len(argv))
	for i, word := range argv {
		if shown[i] = word; word == "" || strings.ContainsAny(word, " \t\n\"'$\\;&|<>()*?[]#~`!{}") {
			shown[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	d.note("%s", strings.Join(shown, " "))
}

// Sizes of what the kernel passes to a program: one argument, and all of them
// with the environment (MAX_ARG_STRLEN, and half of the usual limit).
const (
	maxArguments = 1 << 20
)

// fit moves arguments that are too long for the kernel into a response file.
func (d *driver) fit(argv []string) ([]string, error) {
	size := 0
	for _, word := range argv {
		size += len(word) + 9
	}
	if size < maxArguments {
		return argv, nil
	}
	dir, err := d.temp.sub("args")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "arguments")
	first := len(d.cc.argv)
	if err := os.WriteFile(path, []byte(quoteResponse(argv[first:])), 0o600); err != nil {
		return nil, err
	}
	return append(append([]string(nil), argv[:first]...), "@"+path), nil
}
