package main

import (
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// signals ends the call in order when somebody wants it to end: the running
// command gets the signal too, temporary files are removed, and the driver ends
// by the same signal.
type signals struct {
	temp    *tempDir
	mu      sync.Mutex
	running *os.Process
	got     unix.Signal // 0: none
}

// watch begins to look for signals. What is ignored stays ignored (nohup).
func watch(temp *tempDir) *signals {
	s := &signals{temp: temp}
	arrived := make(chan os.Signal, 8)
	for _, sig := range []os.Signal{unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT} {
		if !signal.Ignored(sig) {
			signal.Notify(arrived, sig)
		}
	}
	go func() {
		for sig := range arrived {
			s.arrive(sig.(unix.Signal))
		}
	}()
	return s
}

// arrive passes a signal on.
func (s *signals) arrive(sig unix.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = sig
	if s.running != nil {
		s.running.Signal(sig) // it removes its own files; wait sees its end
		return
	}
	s.temp.remove()
	die(sig)
}

// start starts a command.
func (s *signals) start(cmd *exec.Cmd) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := cmd.Start(); err != nil {
		return err
	}
	s.running = cmd.Process
	return nil
}

// wait waits for a command's end. The error tells how the driver has to end, when
// the command failed or a signal came.
func (s *signals) wait(cmd *exec.Cmd) error {
	err := cmd.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = nil
	if s.got != 0 {
		return &exitError{signal: s.got}
	}
	return ended(err)
}

// die ends the driver by a signal, so that its caller sees what happened, or,
// where Go's run-time or whoever started the driver does not let that be, with
// the exit code that shells give it.
func die(sig unix.Signal) {
	if sig == unix.SIGINT || sig == unix.SIGTERM || sig == unix.SIGHUP || sig == unix.SIGKILL {
		signal.Reset(sig)
		unix.Kill(os.Getpid(), sig)
		time.Sleep(time.Second) // it is on its way to some thread
	}
	os.Exit(128 + int(sig))
}
