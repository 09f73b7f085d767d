package object

import "winsock/spi"

// Signal is an object without a handle, which its owner sets and takes back: what
// a thread waits for beside the handles that a program names, such as its
// message queue. The zero value is not signalled.
type Signal struct{ header }

// Set signals s until [Signal.Reset].
func (s *Signal) Set() {
	var wake wakes
	dispatcher.Lock()
	s.signal = 1
	s.satisfy(&wake)
	wake.unlock()
}

// Reset takes the signal back.
func (s *Signal) Reset() {
	dispatcher.Lock()
	s.signal = 0
	dispatcher.Unlock()
}

// WaitBeside is [Wait] for handles, of which there may be none, and after them s:
// its index is their number.
//
// Errors: those of Wait; ERROR_INVALID_PARAMETER (with s there are too many).
func WaitBeside(t *Thread, handles []Handle, s *Signal, all bool, limit uint32, alertable bool, how spi.Way) (uint32, Errno) {
	return waitFor(t, handles, s, all, limit, alertable, how)
}
