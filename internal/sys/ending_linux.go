package sys

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// ProcessRuns reports whether a thread of the process pid has not ended: what the
// process had open may not be closed yet.
func ProcessRuns(pid int) bool {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		return false
	}
	for _, name := range threads {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		// The state follows the name, which is in brackets and may hold any character.
		rest := text[max(0, bytes.LastIndexByte(text, ')')):]
		if len(rest) > 2 && rest[2] != 'Z' && rest[2] != 'X' {
			return true
		}
	}
	return false
}
