package winsock

import (
	"winsock/internal/core"
	"winsock/ws2def"
)

// GroupInfo describes a socket group. Family, Type and Protocol are those of the socket
// that it was made with, and in a constrained group those of all members.
type GroupInfo struct {
	ID          uint32
	UID         uint32 // whose it is
	Constrained bool   // made with SG_CONSTRAINED_GROUP
	Provider    ws2def.GUID
	Family      int32
	Type        int32
	Protocol    int32
	Peer        Sockaddr // where a constrained group's members are connected to, without a port; nil: nowhere
	Rate        uint64   // bytes a second that the members share; 0: no limit
	Members     []GroupMember
}

// GroupMember is a socket in a group, as one process has it: a socket that several
// processes have is there once for each.
type GroupMember struct {
	PID       int
	Socket    uint64 // the same for one socket in all processes
	Priority  uint32 // SO_GROUP_PRIORITY: 0 is the most urgent
	Founder   bool   // the group was made with it
	Connected bool   // in a constrained group: connected, or about to be
}

// Groups lists the socket groups of this machine, in the order of their ids: those of
// the caller's user, and all for one who may administer the network. They are where
// [Processes] finds processes. It fails when there is no such place.
func Groups() ([]GroupInfo, error) {
	found, err := core.Groups()
	if err != nil {
		return nil, err
	}
	all := make([]GroupInfo, len(found))
	for i := range found {
		g := &found[i]
		all[i] = GroupInfo{
			ID: g.ID, UID: g.UID, Constrained: g.Constrained,
			Provider: g.Provider, Family: g.Family, Type: g.Type, Protocol: g.Protocol,
			Peer: decode(g.Peer, len(g.Peer)), Rate: g.Rate, Members: make([]GroupMember, len(g.Members)),
		}
		for j, m := range g.Members {
			all[i].Members[j] = GroupMember{
				PID: m.PID, Socket: m.Socket, Priority: m.Priority, Founder: m.Founder, Connected: m.Going,
			}
		}
	}
	return all, nil
}
