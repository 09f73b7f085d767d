package examples_test

import (
	"os"
	"os/exec"
	"testing"
)

// A scenario runs programs of examples/c against a client or a server.
type scenario struct {
	name string
	run  func(*testing.T, toolchain)
}

var scenarios = []scenario{
	{"socket", socketParameters},
	{"echo", echo},
	{"threads", threads},
	{"chat", chat},
	{"poll", poll},
	{"broadcast", broadcast},
	{"multicast", multicast},
	{"time", timeServer},
	{"ping", ping},
	{"traceroute", traceroute},
	{"http", httpGet},
	{"wide", wide},
	{"nonblocking", nonblocking},
	{"files", fileTransfer},
	{"unix", unixEcho},
	{"hosts", checkHosts},
	{"mail", mailCheck},
	{"cpp", cppChat},
	{"port chat", portChat},
	{"window chat", windowChat},
	{"proxy", proxy},
	{"web", webServer},
	{"events", eventClient},
	{"routines", routineClient},
	{"registered", registered},
	{"named", named},
}

// engaged are the scenarios in which goroutines of the library work for the program.
var engaged = map[string]bool{
	"port chat": true, "window chat": true, "proxy": true, "web": true, "events": true,
	"routines": true, "registered": true,
}

// all runs every scenario with a toolchain, except some.
func all(t *testing.T, c toolchain, except map[string]bool) {
	for _, s := range scenarios {
		if except[s.name] {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.run(t, c)
		})
	}
}

// TestExamples runs every program, built by wscc as it comes.
func TestExamples(t *testing.T) { all(t, native(), nil) }

// TestCompilers runs some of them as other compilers and options make them.
func TestCompilers(t *testing.T) {
	some := map[string][]string{
		"gcc -O0":   {"chat", "wide"},
		"gcc -O2":   {"threads", "mail", "files"},
		"clang -O0": {"mail", "wide"},
		"clang -O2": {"chat", "cpp"},
	}
	for name, chosen := range some {
		compiler, options := name[:len(name)-4], name[len(name)-3:]
		c := native(options)
		c.env = []string{"CC=" + compiler, "CXX=" + map[string]string{"gcc": "g++", "clang": "clang++"}[compiler]}
		for _, s := range scenarios {
			for _, wanted := range chosen {
				if s.name != wanted {
					continue
				}
				t.Run(name+"/"+s.name, func(t *testing.T) {
					t.Parallel()
					if _, err := exec.LookPath(compiler); err != nil {
						t.Skipf("no %s here", compiler)
					}
					s.run(t, c)
				})
			}
		}
	}
}

// asked skips a slow test unless an environment variable is set to 1.
func asked(t *testing.T, variable string) {
	t.Helper()
	if os.Getenv(variable) != "1" {
		t.Skipf("slow: runs with %s=1", variable)
	}
}
