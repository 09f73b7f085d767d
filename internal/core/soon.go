package core

import "time"

// soon waits for what another thread is about to do, in pauses of up to a millisecond.
func soon(done func() bool) {
	for pause := time.Microsecond; !done(); pause = min(2*pause, time.Millisecond) {
		time.Sleep(pause)
	}
}
