package engine

import (
	"os"
	"sync"

	"winsock/internal/engine/uring"
)

// Choice is which engine carries out the overlapped transfers of this process that a
// port looks after.
type Choice struct {
	Name    string // "epoll" or "uring"
	Why     string
	Lacking string // why io_uring can't be had; "": it can, or nobody asked
}

// Chosen is the engine of this process. WINSOCK_ENGINE names one; a "uring" that
// can't be had is epoll.
//
// Source: O-512.
var Chosen = sync.OnceValue(func() Choice { return choose(os.Getenv("WINSOCK_ENGINE"), uring.Probe) })

func choose(wanted string, probe func() string) Choice {
	switch wanted {
	case "uring":
		if lacking := probe(); lacking != "" {
			return Choice{"epoll", "WINSOCK_ENGINE is uring, which can't be had", lacking}
		}
		return Choice{Name: "uring", Why: "WINSOCK_ENGINE is uring"}
	case "epoll":
		return Choice{Name: "epoll", Why: "WINSOCK_ENGINE is epoll"}
	case "":
		return Choice{Name: "epoll", Why: "it is the default"}
	}
	return Choice{Name: "epoll", Why: "it is the default; WINSOCK_ENGINE is neither uring nor epoll"}
}
