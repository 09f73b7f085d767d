package winsock

import (
	"sync"

	"winsock/internal/core"
)

// use keeps Winsock started for the comfort API.
var use struct {
	mu   sync.Mutex
	held bool // one WSAStartup is ours
}

// start begins the use of Winsock with the first call and keeps it, so that
// users of the comfort API need not know of WSAStartup.
func start() Errno {
	use.mu.Lock()
	defer use.mu.Unlock()
	if use.held && core.Started() {
		return 0
	}
	var data WSAData
	e := core.Startup(0x0202, &data)
	use.held = e == 0
	return e
}
