package winsock

// StopUse takes back the WSAStartup that the comfort API holds, so that a test
// can leave the process as it found it.
func StopUse() {
	use.mu.Lock()
	defer use.mu.Unlock()
	if use.held {
		use.held = false
		WSACleanup()
	}
}
