package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
)

// compileForWine compiles a C program of this folder for Windows.
func compileForWine(name, source string) error {
	return compile(mingw, "-fno-diagnostics-show-caret", "-O2", "-w", "-o", built(name), source, "-static-libgcc", "-lws2_32", "-lmswsock")
}

// startWine makes a home for Wine and starts its server, which stays until
// endWine, pinned as servers are: programs that follow begin at once.
var startWine = sync.OnceValue(func() error {
	home, err := filepath.Abs(built("wine"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	os.Setenv("WINEPREFIX", home)
	os.Setenv("WINEDEBUG", "-all")
	for _, cmd := range []*exec.Cmd{exec.Command("wineserver", "-p"), exec.Command("wine", "cmd", "/c", "exit")} {
		if err := pinned(serverCores(), cmd.Start); err != nil {
			return err
		}
		if err := cmd.Wait(); err != nil {
			return err
		}
	}
	return nil
})

// endWine ends all that runs in Wine's home.
func endWine() {
	if os.Getenv("WINEPREFIX") != "" {
		exec.Command("wineserver", "-k").Run()
	}
}

// wineProcesses are those of Wine's home.
func wineProcesses() []int {
	mark := []byte("WINEPREFIX=" + os.Getenv("WINEPREFIX") + "\x00")
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	var pids []int
	for _, f := range files {
		if environ, err := os.ReadFile(f); err == nil && bytes.Contains(environ, mark) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(f))); err == nil && pid != os.Getpid() {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}
