package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"winsock"
	"winsock/catalog"
	"winsock/provider/native/trust"
	"winsock/spi"
	"winsock/ws2def"
)

// attemptTime is how long a provider may take to start and open a socket.
const attemptTime = 10 * time.Second

// attempt finds what is wrong with the code behind an entry of the catalog file: with
// [catalog.Check].
func attempt(file string) func(*catalog.Entry) error {
	program := attemptProgram()
	return func(e *catalog.Entry) error {
		if name, ok := e.GoName(); ok {
			if _, linked := spi.Find(name); !linked {
				return fmt.Errorf("there is no provider %q", e.Path)
			}
			return nil
		}
		path, err := catalog.ExpandPath(e.Path)
		if err != nil {
			return err
		}
		if err := trust.Check(path); err != nil {
			return err
		}
		if program == "" || e.Disabled || e.Info.ProtocolChain.ChainLen == ws2def.LAYERED_PROTOCOL {
			return nil
		}
		return tried(program, file, e)
	}
}

// attemptProgram is the program that opens a socket; "": it is not installed.
func attemptProgram() string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	path := filepath.Join(filepath.Dir(self), "..", "lib", "winsock", "attempt")
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// tried lets a program of its own open a socket of the entry.
func tried(program, file string, e *catalog.Entry) error {
	ctx, stop := context.WithTimeout(context.Background(), attemptTime)
	defer stop()
	cmd := exec.CommandContext(ctx, program, strconv.FormatUint(uint64(e.Info.CatalogEntryId), 10))
	cmd.Env = append(os.Environ(), catalog.EnvFile+"="+file, "WINSOCK_TRACE=1")
	cmd.WaitDelay = time.Second
	var trace bytes.Buffer
	cmd.Stderr = &trace
	out, err := cmd.Output()
	exit, ended := errors.AsType[*exec.ExitError](err)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s does not come back from its start", e.Path)
	case ended && exit.Sys().(syscall.WaitStatus).Signaled():
		return fmt.Errorf("%s crashes (%v)", e.Path, exit.Sys().(syscall.WaitStatus).Signal())
	case err != nil:
		return fmt.Errorf("%s can't be tried: %w", e.Path, err)
	}
	first, complaint, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	code, err := strconv.ParseUint(first, 10, 32)
	switch {
	case err != nil:
		return fmt.Errorf("%s can't be tried: %q", e.Path, out)
	case code == 0 && complaint != "":
		return fmt.Errorf("%s: %s", e.Path, complaint)
	case code == 0 && misbehaviour(trace.String()) != "":
		return fmt.Errorf("%s: %s", e.Path, misbehaviour(trace.String()))
	case code == 0:
		return nil
	}
	if why := reason(trace.String()); why != "" {
		return fmt.Errorf("%s opens no socket: %s", e.Path, why)
	}
	return fmt.Errorf("%s opens no socket: %w", e.Path, winsock.Errno(code))
}

// misbehaves is what a line of the trace says that the library did not let a provider do.
var misbehaves = regexp.MustCompile(` msg="provider ([^"]*)" socket=`)

// misbehaviour is what a provider has done that it may not; "": nothing.
func misbehaviour(trace string) string {
	if found := misbehaves.FindStringSubmatch(trace); found != nil {
		return "it " + found[1]
	}
	return ""
}

// said is what a line of the trace gives as the reason.
var said = regexp.MustCompile(` (?:reason|code)=("(?:[^"\\]|\\.)*"|\S+)`)

// reason is the last reason in a trace; "": there is none.
func reason(trace string) string {
	all := said.FindAllStringSubmatch(trace, -1)
	if all == nil {
		return ""
	}
	text := all[len(all)-1][1]
	if plain, err := strconv.Unquote(text); err == nil {
		return plain
	}
	return text
}
