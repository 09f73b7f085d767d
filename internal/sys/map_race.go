//go:build race

package sys

// Map is made of Go's memory here: the race detector sees no locks elsewhere.
func Map[T any](n int) ([]T, Errno) {
	if e := injected("mmap"); e != 0 {
		return nil, e
	}
	return make([]T, n), 0
}

// Unmap gives back what [Map] returned.
func Unmap[T any]([]T) {}
