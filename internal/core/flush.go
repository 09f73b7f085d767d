package core

import "winsock/spi"

// Flush lets the providers write what they keep, as the process ends without Cleanup; see
// [spi.Flusher].
func Flush() {
	if !process.loading.TryLock() {
		return // nothing to wait for at this point
	}
	defer process.loading.Unlock()
	for _, p := range fromAbove() {
		if f, ok := p.provider.(spi.Flusher); ok {
			f.Flush()
		}
	}
}
