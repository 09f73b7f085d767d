package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitDone    = 0
	exitRefused = 1 // Winsock or the system said no, or something is wrong
	exitUsage   = 2 // called wrongly
)

// commands are what the program can do.
type commands struct {
	Socket     socketCmd     `cmd:"" help:"Ask WSASocket for a socket; show what was asked and what came."`
	Catalog    catalogCmd    `cmd:"" help:"Show and change the catalog from which WSASocket chooses."`
	Cat        catCmd        `cmd:"" help:"Connect or listen, and move data between a socket and files."`
	Sockets    socketsCmd    `cmd:"" help:"List this machine's winsock sockets by process."`
	Groups     groupsCmd     `cmd:"" help:"List this machine's socket groups and who is in them."`
	Names      namesCmd      `cmd:"" help:"Find and register services by name and class."`
	Audit      auditCmd      `cmd:"" help:"Show who tried to bind to the ports of audited sockets."`
	Doctor     doctorCmd     `cmd:"" help:"Say which engine carries out overlapped transfers, and why."`
	Errors     errorsCmd     `cmd:"" help:"Explain error codes."`
	Completion completionCmd `cmd:"" help:"Write the completion script of a shell."`
	Version    versionCmd    `cmd:"" help:"Show the version."`
	Complete   completeCmd   `cmd:"" hidden:"" passthrough:"" help:"List what may come next on a command line."`
}

const description = `Windows Sockets for Linux, from the shell.

Exit codes: 0 done, 1 refused (the reason is on standard error), 2 called wrongly.`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run carries out one command line and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	app, err := newApp(stdout, stderr)
	if err != nil {
		panic("winsock: " + err.Error()) // the commands are declared wrongly
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	call, err := app.Parse(protectNumbers(args))
	if err != nil {
		return fail(stderr, misuse(err))
	}
	s := newScreen(stdin, stdout, stderr)
	if err := call.Run(s, app); err != nil {
		return fail(stderr, err)
	}
	return fail(stderr, s.failed)
}

func newApp(stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(new(commands),
		kong.Name("winsock"),
		kong.Description(description),
		kong.Writers(stdout, stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
	)
}

// usage is an error of whoever called the command, with what to do instead.
type usage string

func (u usage) Error() string { return string(u) }

func usagef(format string, args ...any) error { return usage(fmt.Sprintf(format, args...)) }

// misuse makes a usage error of what kong did not understand.
func misuse(err error) error {
	help := "winsock --help"
	if parse, ok := errors.AsType[*kong.ParseError](err); ok {
		if node := parse.Context.Selected(); node != nil {
			help = node.FullPath() + " --help"
		}
	}
	return usagef("%v; see %s", err, help)
}

// errSilent ends the command with code 1 without another word.
var errSilent = errors.New("all has been said")

// fail reports err on one line and returns the exit code for it.
func fail(stderr io.Writer, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSilent):
		return exitRefused
	}
	fmt.Fprintln(stderr, "winsock:", strings.ReplaceAll(err.Error(), "\n", " "))
	if _, ok := errors.AsType[usage](err); ok {
		return exitUsage
	}
	return exitRefused
}
