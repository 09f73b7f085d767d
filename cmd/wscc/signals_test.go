package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestSignal ends the driver while the compiler runs: the compiler is told, the
// copies are removed, and the driver's end says which signal it was.
func TestSignal(t *testing.T) {
	root := install(t)
	work := t.TempDir()
	temp := filepath.Join(work, "tmp")
	told := filepath.Join(work, "told")
	ready := filepath.Join(work, "ready")
	if err := unix.Mkfifo(ready, 0o600); err != nil {
		t.Fatal(err)
	}
	// Changed, so that there are copies.
	script := "#!/bin/sh\ntrap 'echo told > " + told + "; exit 1' TERM\necho > " + ready + "\nwhile :; do sleep 0.01; done\n"
	for name, text := range map[string]string{"compiler": script, "a.c": "#include \"A.h\"\n", "a.h": ""} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(temp, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(root, "bin/wscc"), "-c", "a.c")
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "WSCC_ROOT="+root, "TMPDIR="+temp, "WSCC_CC="+filepath.Join(work, "compiler"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(ready); err != nil { // until the compiler runs
		t.Fatal(err)
	}
	late := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	defer late.Stop()
	if err := cmd.Process.Signal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	exit, ok := errors.AsType[*exec.ExitError](cmd.Wait())
	if !ok {
		t.Fatal("the driver ended well")
	}
	if status := exit.Sys().(syscall.WaitStatus); status.Signal() != unix.SIGTERM {
		t.Errorf("ended by %v, want SIGTERM", exit)
	}
	if _, err := os.Stat(told); err != nil {
		t.Error("the compiler has not been told:", err)
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) != 0 {
		t.Errorf("left in the directory for temporary files: %v, %v", left, err)
	}
}

// TestCompilerKilled: when the compiler dies of a signal, so does the driver.
func TestCompilerKilled(t *testing.T) {
	root := install(t)
	work := t.TempDir()
	for name, text := range map[string]string{"compiler": "#!/bin/sh\nkill -KILL $$\n", "a.c": "#include \"A.h\"\n", "a.h": ""} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(filepath.Join(root, "bin/wscc"), "a.c")
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "WSCC_ROOT="+root, "WSCC_CC="+filepath.Join(work, "compiler"))
	exit, ok := errors.AsType[*exec.ExitError](cmd.Run())
	if !ok {
		t.Fatal("the driver ended well")
	}
	if status := exit.Sys().(syscall.WaitStatus); status.Signal() != unix.SIGKILL {
		t.Errorf("ended by %v, want SIGKILL", exit)
	}
}
