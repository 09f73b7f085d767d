package afunix

import "time"

// SetPatience changes how long a connect goes on trying when the listener's
// queue is full, and returns what undoes it.
func SetPatience(d time.Duration) (undo func()) {
	before := patience
	patience = d
	return func() { patience = before }
}
