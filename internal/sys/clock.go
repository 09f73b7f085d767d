package sys

import "golang.org/x/sys/unix"

// Monotonic returns the kernel's monotonic clock in nanoseconds.
func Monotonic() int64 {
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
