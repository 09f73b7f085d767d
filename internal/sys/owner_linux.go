package sys

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// ProcessUser tells for whom the process pid runs: its effective user.
func ProcessUser(pid int) (uint32, Errno) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, unix.ESRCH
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Uid:"); ok {
			if ids := strings.Fields(rest); len(ids) == 4 {
				if uid, err := strconv.ParseUint(ids[1], 10, 32); err == nil {
					return uint32(uid), 0
				}
			}
		}
	}
	return 0, unix.ESRCH
}

// PidfdEnded reports whether the process of a descriptor has ended.
func PidfdEnded(fd int) bool { return PollNow(fd, unix.POLLIN) != 0 }
