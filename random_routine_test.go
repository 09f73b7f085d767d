package winsock_test

import (
	"maps"

	"winsock"
)

func init() { maps.Copy(randomCalls, randomRoutineCalls) }

// known is a completion routine that does nothing.
var known = winsock.CompletionRoutine(func(winsock.Errno, uint32, *winsock.Overlapped, uint32) {})

// routine is a completion routine, none, or something else.
func (g *arguments) routine() *byte { return pick(g, nil, nil, known, new(byte)) }

// randomRoutineCalls belong to randomCalls.
var randomRoutineCalls = map[string]func(*arguments) error{
	"NewCallback": func(g *arguments) error {
		if g.IntN(100) == 0 {
			defer func() { _ = recover() }() // they come to an end
			winsock.NewCallback(func(int) uintptr { return 0 })
		}
		return nil
	},
	"NewCallbackCDecl": func(g *arguments) error {
		defer func() { _ = recover() }()
		winsock.NewCallbackCDecl(g.IntN(2))
		return nil
	},
	"CompletionRoutine": func(*arguments) error {
		defer func() { _ = recover() }()
		winsock.CompletionRoutine(nil)
		return nil
	},
	"SleepEx":             func(g *arguments) error { return same(winsock.SleepEx(0, g.IntN(2) == 0)) },
	"GetCurrentThreadId":  func(*arguments) error { return same(winsock.GetCurrentThreadId()) },
	"GetCurrentProcessId": func(*arguments) error { return same(winsock.GetCurrentProcessId()) },
	"GetCurrentProcess":   func(*arguments) error { _, err := winsock.GetCurrentProcess(); return err },
	"ReadFile": func(g *arguments) error {
		return winsock.ReadFile(g.handle(), g.bytes(), g.count(), g.overlapped())
	},
	"WriteFile": func(g *arguments) error {
		return winsock.WriteFile(g.handle(), g.bytes(), g.count(), g.overlapped())
	},
	"Read":        func(g *arguments) error { _, err := winsock.Read(g.handle(), g.bytes()); return err },
	"Write":       func(g *arguments) error { _, err := winsock.Write(g.handle(), g.bytes()); return err },
	"Close":       func(g *arguments) error { return g.close(winsock.Close) },
	"CloseOnExec": func(g *arguments) error { winsock.CloseOnExec(g.handle()); return nil },
	"DuplicateHandle": func(g *arguments) error {
		self := winsock.CurrentProcess()
		var copy winsock.Handle
		err := winsock.DuplicateHandle(pick(g, self, self, g.event()), g.event(), pick(g, self, self, g.event()), pick(g, &copy, &copy, nil), g.Uint32(), g.IntN(2) == 0, winsock.DUPLICATE_SAME_ACCESS)
		winsock.CloseHandle(copy)
		return err
	},
	"LoadConnectEx":  func(*arguments) error { return winsock.LoadConnectEx() },
	"LoadCancelIoEx": func(*arguments) error { return winsock.LoadCancelIoEx() },
	"LoadSetFileCompletionNotificationModes": func(*arguments) error {
		return winsock.LoadSetFileCompletionNotificationModes()
	},
	"LoadGetAddrInfo": func(*arguments) error { return winsock.LoadGetAddrInfo() },
	"StringToUTF16": func(g *arguments) error {
		defer func() { _ = recover() }()
		winsock.StringToUTF16(string(g.bytes()))
		return nil
	},
	"StringToUTF16Ptr": func(g *arguments) error {
		defer func() { _ = recover() }()
		winsock.StringToUTF16Ptr(string(g.bytes()))
		return nil
	},
	"ByteSliceFromString": func(g *arguments) error {
		_, err := winsock.ByteSliceFromString(string(g.bytes()))
		return err
	},
	"ByteSliceToString": func(g *arguments) error { return same(winsock.ByteSliceToString(g.bytes())) },
}
