package main

// #include "hooked.h"
import "C"

import (
	"sync/atomic"
	"time"

	"winsock/capi/kernel32/exports"
	"winsock/internal/core"
	"winsock/spi"
)

// hookPause is how long a thread with a blocking hook waits before the hook is
// called again.
const hookPause = 5 * time.Millisecond

// hooks says that a thread of the process has had a blocking hook.
var hooks atomic.Bool

//export ws_go_hooks_begin
func ws_go_hooks_begin() { hooks.Store(true) }

func init() {
	core.SetAlerts(spi.Hold, func() core.Alert {
		a := exports.Alert()
		if a != nil && hooks.Load() && bool(C.ws_hooked()) {
			return &hooked{Alert: a, more: bool(C.ws_hook_wants())}
		}
		return a
	})
}

// hooked is a thread with a blocking hook: it waits no longer than a pause, calls the
// hook and looks again.
//
// Source: P-275.
type hooked struct {
	core.Alert
	timer *time.Timer
	over  atomic.Bool // the pause
	more  bool        // the hook has wanted to be called again at once
	calls bool        // others than the hook are queued
}

func (h *hooked) Begin(nudge func()) bool {
	h.calls = h.Alert.Begin(nudge)
	if h.calls || h.more {
		return true
	}
	h.over.Store(false)
	h.timer = time.AfterFunc(hookPause, func() {
		h.over.Store(true)
		nudge()
	})
	return false
}

func (h *hooked) End() bool {
	if h.timer != nil {
		h.timer.Stop()
	}
	h.calls = h.Alert.End() || h.calls
	return h.calls || h.more || h.over.Load()
}

func (h *hooked) Run() bool {
	if h.calls && !h.Alert.Run() {
		return false
	}
	h.calls = false
	if !h.more && !h.over.Load() {
		return true
	}
	h.over.Store(false)
	goOn := bool(C.ws_hook_run())
	h.more = bool(C.ws_hook_wants())
	return goOn
}
