package engine

import (
	"os"
	"sync"

	"winsock/internal/engine/uring"
)

// Choice is which engine carries out the overlapped transfers of this process that a
// port looks after.
type Choice struct {
	Name string // "epoll" or "uring"
	Why  string
}

// Chosen is the engine of this process. WINSOCK_ENGINE names one; a "uring" that
// can't be had is epoll.
//
// Source: O-512.
var Chosen = sync.OnceValue(func() Choice { return choose(os.Getenv("WINSOCK_ENGINE"), NoUring) })

// NoUring says why there can be no io_uring here; "": there can.
var NoUring = sync.OnceValue(uring.Probe)

// choose is the engine when the variable is wanted and noUring says why there can be
// no io_uring.
func choose(wanted string, noUring func() string) Choice {
	switch wanted {
	case "uring":
		if noUring() != "" {
			return Choice{"epoll", "WINSOCK_ENGINE is uring, which can't be had"}
		}
		return Choice{"uring", "WINSOCK_ENGINE is uring"}
	case "epoll":
		return Choice{"epoll", "WINSOCK_ENGINE is epoll"}
	case "":
		return Choice{"epoll", "it is the default"}
	}
	return Choice{"epoll", "it is the default; WINSOCK_ENGINE is neither uring nor epoll"}
}
