package sys

import "golang.org/x/sys/unix"

// Capable reports whether the calling thread has the capability number now
// (unix.CAP_…).
func Capable(number int) bool {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if unix.Capget(&header, &data[0]) != nil {
		return false
	}
	return data[number/32].Effective&(1<<(number%32)) != 0
}
