package winsock

import "winsock/internal/core"

// SocketInfo describes an open socket for people and tools.
type SocketInfo struct {
	Handle   Handle
	Provider string // name of the catalog entry
	Family   int32
	Type     int32
	Protocol int32
	State    string // "new", "bound", "connecting", "connected" or "listening"
	Group    uint32 // 0: none
	Local    Sockaddr
	Peer     Sockaddr
}

// ProcessInfo is a process that uses Winsock, with its sockets.
type ProcessInfo struct {
	PID     int
	UID     uint32
	Answers bool // false when it did not tell its sockets: it tells its own user and root
	Sockets []SocketInfo
}

// Processes asks every process of this machine that uses Winsock for its
// sockets. Processes find one another in the directory that WINSOCK_RUN_DIR
// names; without it in /run/winsock or /dev/shm/winsock. It fails when there is
// no such directory.
func Processes() ([]ProcessInfo, error) {
	processes, err := core.Processes()
	if err != nil {
		return nil, err
	}
	all := make([]ProcessInfo, len(processes))
	for i, p := range processes {
		all[i] = ProcessInfo{PID: p.PID, UID: p.UID, Answers: p.Answers, Sockets: make([]SocketInfo, len(p.Sockets))}
		for j, s := range p.Sockets {
			all[i].Sockets[j] = SocketInfo{
				Handle: s.Handle, Provider: s.Provider,
				Family: s.Family, Type: s.Type, Protocol: s.Protocol,
				State: s.State, Group: s.Group,
				Local: decode(s.Local, len(s.Local)), Peer: decode(s.Peer, len(s.Peer)),
			}
		}
	}
	return all, nil
}
