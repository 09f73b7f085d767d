package rooted

import "time"

// SetPatience changes how long others may take nothing of what waits for them, and what
// they may take to say hello, until the returned function is called.
func SetPatience(d time.Duration) (restore func()) {
	was, hello := patience, helloTime
	patience, helloTime = d, d
	return func() { patience, helloTime = was, hello }
}
