package winsock_test

import (
	"maps"

	"winsock"
)

func init() {
	maps.Copy(randomCalls, randomEventCalls)
	slow = append(slow, "CreateEvent", "OpenEvent")
}

// event is an event object, which may be signalled, something else, or nothing.
func (g *arguments) event() winsock.Handle {
	if g.IntN(4) == 0 {
		return g.handle()
	}
	if g.object == 0 {
		g.object, _ = winsock.CreateEvent(nil, g.Uint32N(2), g.Uint32N(2), nil)
	}
	return g.object
}

func (g *arguments) events() []winsock.Handle {
	all := make([]winsock.Handle, pick(g, 0, 1, 2, g.IntN(70)))
	for i := range all {
		all[i] = g.event()
	}
	return all
}

// opened closes what a call opened.
func opened(h winsock.Handle, err error) error {
	if err == nil || err == winsock.ERROR_ALREADY_EXISTS {
		return winsock.CloseHandle(h)
	}
	return err
}

// close closes the event now and then, or something that is none.
func (g *arguments) close(call func(winsock.Handle) error) error {
	h := pick(g, g.object, g.closed, winsock.Handle(g.Uint64()))
	if h == g.object {
		g.object = 0
	}
	return call(h)
}

// randomEventCalls belong to randomCalls.
var randomEventCalls = map[string]func(*arguments) error{
	"CreateEvent": func(g *arguments) error {
		return opened(winsock.CreateEvent(pick(g, nil, &winsock.SecurityAttributes{InheritHandle: g.Uint32()}), g.Uint32N(2), g.Uint32(), pick(g, nil, g.text())))
	},
	"OpenEvent":  func(g *arguments) error { return opened(winsock.OpenEvent(g.Uint32(), g.IntN(2) == 0, g.text())) },
	"SetEvent":   func(g *arguments) error { return winsock.SetEvent(g.event()) },
	"ResetEvent": func(g *arguments) error { return winsock.ResetEvent(g.event()) },
	"PulseEvent": func(g *arguments) error { return winsock.PulseEvent(g.event()) },
	"CloseHandle": func(g *arguments) error {
		return g.close(winsock.CloseHandle)
	},
	"WaitForSingleObject": func(g *arguments) error {
		_, err := winsock.WaitForSingleObject(g.event(), 0)
		return err
	},
	"WaitForMultipleObjects": func(g *arguments) error {
		_, err := winsock.WaitForMultipleObjects(g.events(), g.IntN(2) == 0, 0)
		return err
	},
	"WSACreateEvent": func(*arguments) error { return opened(winsock.WSACreateEvent()) },
	"WSACloseEvent":  func(g *arguments) error { return g.close(winsock.WSACloseEvent) },
	"WSASetEvent":    func(g *arguments) error { return winsock.WSASetEvent(g.event()) },
	"WSAResetEvent":  func(g *arguments) error { return winsock.WSAResetEvent(g.event()) },
	"WSAWaitForMultipleEvents": func(g *arguments) error {
		_, err := winsock.WSAWaitForMultipleEvents(g.events(), g.IntN(2) == 0, 0, g.IntN(2) == 0)
		return err
	},
	"WSAEventSelect": func(g *arguments) error {
		return winsock.WSAEventSelect(g.handle(), g.event(), pick(g, 0, winsock.FD_ALL_EVENTS, g.number()))
	},
	"WSAEnumNetworkEvents": func(g *arguments) error {
		return winsock.WSAEnumNetworkEvents(g.handle(), pick(g, 0, g.event()), pick(g, nil, new(winsock.WSANETWORKEVENTS)))
	},
}
