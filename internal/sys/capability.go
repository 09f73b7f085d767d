package sys

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

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

// ProcessCapable reports whether the process pid has the capability number.
func ProcessCapable(pid, number int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "CapEff:"); ok {
			set, err := strconv.ParseUint(strings.TrimSpace(rest), 16, 64)
			return err == nil && set&(1<<number) != 0
		}
	}
	return false
}
