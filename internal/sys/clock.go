package sys

import (
	"time"

	"golang.org/x/sys/unix"
)

// started is one moment on both clocks.
var started, startedAt = time.Now(), monotonic()

// Past is a moment of the monotonic clock that has passed: a deadline that only looks.
const Past = 1

// Monotonic returns the kernel's monotonic clock in nanoseconds.
func Monotonic() int64 { return startedAt + int64(time.Since(started)) }

func monotonic() int64 {
	var now unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) != nil {
		return 0
	}
	return now.Nano()
}

// SinceBoot returns the nanoseconds since the system started, asleep or not.
func SinceBoot() int64 {
	var now unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &now) != nil {
		return 0
	}
	return now.Nano()
}
