package core_test

import (
	"bytes"
	"runtime"
	"testing"
	"time"

	"winsock/internal/core"
)

// waits counts the calls of the package that wait for a socket now.
func waits() int {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	return bytes.Count(buf, []byte("core.(*Socket).await(")) + bytes.Count(buf, []byte("core.(*Socket).awaitTurn("))
}

// blocked runs call in a goroutine and returns when it waits; the channel gives
// its end.
func blocked(t testing.TB, call func() core.Errno) <-chan core.Errno {
	t.Helper()
	before := waits()
	done := make(chan core.Errno, 1)
	go func() { done <- call() }()
	eventually(t, true, func() bool { return waits() > before || len(done) > 0 })
	if len(done) > 0 {
		t.Errorf("the call did not wait but ended: %v", <-done)
		close(done)
	}
	return done
}

// late is how much later than due a call may end: far more than the machine may pause, and
// far less than for ever.
const late = 5 * time.Second

// lasts runs call and checks that it takes at least least, and not for ever.
func lasts(t testing.TB, what string, least time.Duration, call func()) {
	t.Helper()
	began := time.Now()
	call()
	if d := time.Since(began); d < least || d > least+late {
		t.Errorf("%s: ended after %v, want %v", what, d, least)
	}
}
