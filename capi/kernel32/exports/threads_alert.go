package exports

// void *ws_thread_record(void);
// int ws_thread_calls_inside(void);
import "C"

import (
	"winsock/internal/core"
	"winsock/internal/object"
)

// alertee is a thread that waits for a socket: APCs that are queued to it run
// meanwhile.
//
// Source: S-114.
type alertee object.Thread

func (a *alertee) Begin(nudge func()) bool { return (*object.Thread)(a).Alertable(nudge) }

func (a *alertee) End() bool { return (*object.Thread)(a).Unalertable() }

func (a *alertee) Run() bool { return C.ws_thread_calls_inside() != 0 }

// Alert is the alert of the calling thread of C, nil when nobody has a handle to it.
func Alert() core.Alert {
	if record := C.ws_thread_record(); record != nil {
		return (*alertee)(record)
	}
	return nil
}
