package broken

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/leaktest"
	_ "winsock/layer/pass"
	"winsock/provider/loop"
)

// kind is a way to be broken.
type kind struct {
	name  string
	rows  []row  // the entries; the first one is that in question
	says  string // what the program is told, but "others go on end 0", or how it ends
	check string // what winsock catalog check says; "": nothing, it shows in use only
	inGo  bool   // a provider of the program in Go

	macro string // of testdata/spoil.c
	goes  string // what a program in Go is told, when it is another thing
	spoil []func(t *testing.T, file string)
}

// kinds is the table.
var kinds = []kind{
	{
		name:  "a chain to a removed entry",
		rows:  []row{{id: first, name: "Chain", path: "go:pass", chain: "[2002, 1099]"}, {id: 2002, name: "Pass", path: "go:pass", chain: layer}},
		says:  "socket 10106 chosen 0",
		check: "1099",
	},
	{
		name:  "a chain that is its own base",
		rows:  []row{{id: first, name: "Chain", path: "go:pass", chain: "[2002, 2001]"}, {id: 2002, name: "Pass", path: "go:pass", chain: layer}},
		says:  "socket 10106 chosen 0",
		check: "itself",
	},
	{
		name: "two chains that stand on each other",
		rows: []row{
			{id: first, name: "Chain", path: "go:pass", chain: "[2002, 2003]"},
			{id: 2002, name: "Pass", path: "go:pass", chain: layer},
			{id: 2003, name: "Chain 2", path: "go:pass", chain: "[2004, 2001]"},
			{id: 2004, name: "Pass 2", path: "go:pass", chain: layer},
		},
		says:  "socket 10106 chosen 0",
		check: "itself",
	},
	{
		name: "a chain of layers only",
		rows: []row{
			{id: first, name: "Chain", path: "go:pass", chain: "[2002, 2003]"},
			{id: 2002, name: "Pass", path: "go:pass", chain: layer},
			{id: 2003, name: "Pass 2", path: "go:pass", chain: layer},
		},
		says:  "socket 10106 chosen 0",
		check: "base",
	},
	{
		name:  "a base protocol on top",
		rows:  []row{{id: first, name: "Chain", path: "go:tcpip", chain: "[1004, 1005]"}},
		says:  "socket 10106 chosen 0",
		check: "base",
	},
	{
		name:  "the same layer twice",
		rows:  []row{{id: first, name: "Chain", path: "go:pass", chain: "[2002, 2002, 1004]"}, {id: 2002, name: "Pass", path: "go:pass", chain: layer}},
		says:  "socket 10106 chosen 0",
		check: "twice",
	},
	{
		name:  "a layer that nobody has",
		rows:  []row{{id: first, name: "Chain", path: "go:nobody", chain: "[2002, 1004]"}, {id: 2002, name: "Nobody", path: "go:nobody", chain: layer}},
		says:  "socket 10106 chosen 10106",
		check: `there is no provider "go:nobody"`,
	},
	{
		name:  "a base provider that nobody has",
		rows:  []row{{id: first, name: "Nobody", path: "go:nobody"}},
		says:  "socket 10106 chosen 10106",
		check: `there is no provider "go:nobody"`,
	},
	{
		name:  "a catalog cut off",
		rows:  []row{{raw: `{"id": 2001, "name`}},
		says:  "start 10091",
		check: "line",
	},
	goKind("start-up refuses", "broken-refuses", "socket 10106 chosen 10106"),
	goKind("another version", "broken-version", "socket 10105 chosen 10105"),
	goKind("no provider", "broken-empty", "socket 10104 chosen 10104"),
	goKind("start-up panics", "broken-panics", "socket 10106 chosen 10106"),
	goKind("no socket", "broken-none", "socket 10105 chosen 10105"),
	goKind("a socket of no kind", "broken-stray", "socket 10105 chosen 10105"),
	goKind("completes twice", "broken-twice", `socket 0 use got 5 "hello" chosen 0`),
	goKind("completes what is not its own", "broken-foreign", `socket 0 use got 5 "hello" chosen 0`),
	goKind("tells of more bytes than there is room for", "broken-boasts", `socket 0 use got 16 "hello" chosen 0`),
	goKind("completes never", "broken-never", `socket 0 use receive 996, closed c0000241 chosen 0`),
	func() kind {
		k := goKind("says that its sockets are descriptors", "broken-never", "socket 10105 chosen 10105")
		k.rows[0].service = "XP1_IFS_HANDLES"
		return k
	}(),
	plugin("in C: no file", "FINE", "socket 10106 chosen 10106", "no such file", remove),
	plugin("in C: a file that is none", "FINE", "socket 10106 chosen 10106", "file too short", text),
	plugin("in C: a file that all may write", "FINE", "socket 10106 chosen 10106", "may be written by others", writable),
	plugin("in C: a folder that all may write to", "FINE", "socket 10106 chosen 10106", "may be written by others", around),
	plugin("in C: somebody else's file", "FINE", "socket 10106 chosen 10106", "belongs to user 12345", theirs),
	plugin("in C: no WSPStartup", "NO_SYMBOL", "socket 10106 chosen 10106", "has no function WSPStartup"),
	plugin("in C: needs what is not there", "UNDEFINED", "socket 10106 chosen 10106", "undefined symbol"),
	plugin("in C: start-up refuses", "REFUSES", "socket 10106 chosen 10106", "WSASYSNOTREADY"),
	plugin("in C: start-up crashes", "CRASHES", "signal: segmentation fault", "crashes (segmentation fault)").butInGo(`exit status 2`),
	plugin("in C: another version", "OLD", "socket 10105 chosen 10105", "WSAEINVALIDPROVIDER"),
	plugin("in C: a function is missing", "MISSING=lpWSPGetQOSByName", "socket 10104 chosen 10104", "WSAEINVALIDPROCTABLE"),
	plugin("in C: a socket that is not its own", "FOREIGN_SOCKET", "socket 10105 chosen 10105", "WSAEINVALIDPROVIDER"),
	plugin("in C: fails and does not say why", "NO_ERROR_CODE", "socket 0 use bind 10107 chosen 0", "WSPBind fails and does not say why"),
	plugin("in C: completes twice", "TWICE", `socket 0 use got 5 "hello" chosen 0`, "it completes what is not under way"),
	plugin("in C: completes what is not its own", "FOREIGN", `socket 0 use got 5 "hello" chosen 0`, "it completes what is not under way"),
	plugin("in C: completes never", "NEVER", `socket 0 use receive 996, closed c0000241 chosen 0`, "an overlapped receive does not end").butInGo(`socket 0 use got 5 "hello" chosen 0`),
	plugin("in C: more bytes than there is room for", "BOAST", `socket 0 use got 5 "hello" chosen 0`, "").butInGo(`socket 0 use got 16 "hello" chosen 0`),
	plugin("in C: keeps its handles", "LEAK", `socket 0 use got 5 "hello" chosen 0`, ""),
}

// goKind is a base provider in Go of loop's family.
func goKind(name, path, says string) kind {
	return kind{
		name: name, inGo: true, says: says, check: `there is no provider "go:` + path + `"`,
		rows: []row{{id: first, name: "Broken", path: "go:" + path, family: loop.AF_LOOP, size: loop.SizeofSockaddr, proto: 1}},
	}
}

// program is set in the environment of a child that is the victim.
const program = "WINSOCK_BROKEN_VICTIM"

func TestMain(m *testing.M) {
	if os.Getenv(program) != "" {
		victim()
		os.Exit(0)
	}
	leaktest.Main(m, func() { os.RemoveAll(soundDir) })
}

// bridged tells whether this program reaches providers in C.
var bridged bool

// TestGo: a program in Go meets each of them.
func TestGo(t *testing.T) {
	clause.Covers(t, "P-062", "P-063", "P-191", "P-192", "P-193", "P-194", "P-196")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			if k.macro != "" {
				needWscc(t)
				if !bridged {
					t.Skip("a program without cgo loads no providers in C")
				}
			}
			if k.goes != "" {
				k.says = k.goes
			}
			k.meet(t, write(t, k.rowsFor(t)), []string{self}, program+"=1")
		})
	}
}

// wscc compiles the programs and the providers in C.
const wscc = "../../build/bin/wscc"

func needWscc(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(wscc); err != nil {
		t.Skip("no wscc: run make build")
	}
}

// TestC: a program in C meets those that are not providers of the Go program's.
func TestC(t *testing.T) {
	clause.Covers(t, "P-062", "P-063", "P-191", "P-192", "P-193", "P-194", "P-196")
	needWscc(t)
	program := filepath.Join(t.TempDir(), "victim")
	out, err := exec.Command(wscc, "-Wall", "-Wextra", "-Werror", "testdata/victim.c", "-o", program, "-lws2_32").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, k := range kinds {
		if k.inGo {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			k.meet(t, write(t, k.rowsFor(t)), []string{program, strconv.Itoa(first)})
		})
	}
}

// meet runs a victim and compares what it says.
func (k *kind) meet(t *testing.T, catalog string, victim []string, env ...string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	cmd := exec.CommandContext(ctx, victim[0], victim[1:]...)
	cmd.Env = append(os.Environ(), append(env, "WINSOCK_CATALOG="+catalog, "WINSOCK_RUN_DIR="+filepath.Dir(catalog))...)
	var errors strings.Builder
	cmd.Stderr = &errors
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	got, want := strings.Join(strings.Fields(string(out)), " "), k.says
	if strings.HasPrefix(k.says, "socket") {
		want += " others go on end 0"
	}
	if err != nil {
		got += strings.TrimSuffix(err.Error(), " (core dumped)")
	}
	if got != want {
		t.Errorf("the program says: %s\nwant:             %s\n%s", got, want, errors.String())
	}
}

// TestCheck: winsock catalog check names each of them, and what to do.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	command := filepath.Join(dir, "bin", "winsock")
	tries, err := filepath.Abs("../../build/lib")
	must(t, err)
	must(t, os.Symlink(tries, filepath.Join(dir, "lib")))
	build := exec.Command("go", "build", "-o", command, "winsock/cmd/winsock")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			if k.macro != "" {
				needWscc(t)
			}
			cmd := exec.Command(command, "catalog", "check", "--catalog", write(t, k.rowsFor(t)))
			out, err := cmd.CombinedOutput()
			if content := k.check == ""; content != (err == nil) {
				t.Errorf("catalog check: %v", err)
			}
			if !regexp.MustCompile("(?m)^.*" + regexp.QuoteMeta(k.check) + ".*$").Match(out) {
				t.Errorf("catalog check says:\n%swant: %s", out, k.check)
			}
		})
	}
}
