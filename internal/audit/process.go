package audit

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Describe fills in what /proc tells of the process of r, which may have ended.
func (r *Record) Describe() {
	dir := fmt.Sprintf("/proc/%d/", r.PID)
	r.Program, _ = os.Readlink(dir + "exe")
	for _, f := range []struct {
		name string
		to   *string
	}{{"comm", &r.Command}, {"attr/current", &r.Label}} {
		if text, err := os.ReadFile(dir + f.name); err == nil && len(text) > 0 {
			*f.to = strings.TrimRight(string(text), "\n\x00")
		}
	}
}

// Groups are the groups of the process pid beside its first, as far as they are
// known.
func Groups(pid int) []uint32 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return nil
	}
	var groups []uint32
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Groups:"); ok {
			for _, field := range strings.Fields(rest) {
				if gid, err := strconv.ParseUint(field, 10, 32); err == nil {
					groups = append(groups, uint32(gid))
				}
			}
		}
	}
	return groups
}
