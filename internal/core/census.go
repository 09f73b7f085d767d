package core

import (
	"encoding/json"
	"slices"

	"winsock/internal/registry"
)

// openDoor lets the other processes of the user ask this one for its sockets.
// The caller holds process.mu.
func openDoor() {
	door, err := registry.OpenDoor(registry.Doings{Sockets: tellSockets, Deliver: offers.deliver, Fetch: offers.fetch})
	if err != nil {
		trace.Warn("other processes can't see this one's sockets", "reason", err)
		return
	}
	process.door.Store(door)
}

// tellSockets is what the process tells of its sockets.
func tellSockets() []byte {
	text, err := json.Marshal(Sockets())
	if err != nil {
		return nil
	}
	return text
}

// closeDoor ends what openDoor began. The caller holds process.mu.
func closeDoor() {
	if door := process.door.Swap(nil); door != nil {
		door.Close()
	}
	offers.empty()
}

// Process is a process that uses Winsock.
type Process struct {
	PID     int
	UID     uint32
	Answers bool   // whether it told its sockets: it tells them to its own user and to root
	Sockets []Info // in the order of their handles
}

// Processes asks every process of this machine (of the directory that
// WINSOCK_RUN_DIR names) that uses Winsock for its sockets.
func Processes() ([]Process, error) {
	answers, err := registry.AskAll()
	if err != nil {
		return nil, err
	}
	var all []Process
	for _, a := range answers {
		p := Process{PID: a.PID, UID: a.UID}
		p.Answers = a.Text != nil && json.Unmarshal(a.Text, &p.Sockets) == nil
		slices.SortFunc(p.Sockets, func(a, b Info) int { return int(a.Handle) - int(b.Handle) })
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Process) int { return a.PID - b.PID })
	return all, nil
}
