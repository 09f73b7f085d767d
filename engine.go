package winsock

import "winsock/internal/core"

// EngineInfo says which engine carries out overlapped transfers.
type EngineInfo struct {
	Name string // "epoll" or "uring"
	Why  string
	// NoUring is why this process can't have io_uring; "": it can.
	NoUring string
}

// Engine tells which engine this process has: the one that the environment variable
// WINSOCK_ENGINE names, or epoll without it, or when io_uring can't be had.
func Engine() EngineInfo {
	name, why, noUring := core.Engine()
	return EngineInfo{name, why, noUring}
}
