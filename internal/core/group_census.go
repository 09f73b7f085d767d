package core

import (
	"winsock/internal/registry"
	"winsock/ws2def"
)

// Group describes a socket group for people and tools.
type Group struct {
	ID          uint32
	UID         uint32 // whose it is
	Constrained bool
	Provider    ws2def.GUID
	Family      int32 // these three are the founder's; members of a constrained group have the same
	Type        int32
	Protocol    int32
	Peer        []byte // sockaddr of a constrained group's peer, without the port; nil while there is none
	Rate        uint64 // bytes a second that the members share; 0: no limit
	Members     []GroupMember
}

// GroupMember is a socket that is in a group, as one process has it: a socket that
// several processes have is there once for each.
type GroupMember struct {
	PID      int
	Socket   uint64 // the same for one socket in all processes
	Priority uint32 // 0 is the most urgent
	Founder  bool
	Going    bool // connected, or about to be, to a constrained group's peer
}

// Groups describes the socket groups of this machine (of the directory that
// WINSOCK_RUN_DIR names): those of this process's user, and all to one that may
// administer the network.
func Groups() ([]Group, error) {
	found, err := registry.Groups()
	if err != nil {
		return nil, err
	}
	all := make([]Group, len(found))
	for i := range found {
		f := &found[i]
		all[i] = Group{
			ID: f.ID, UID: f.UID, Constrained: f.Kind == ws2def.SG_CONSTRAINED_GROUP,
			Provider: f.Provider, Family: f.Family, Type: f.Type, Protocol: f.Protocol,
			Peer: peerSockaddr(f.Peer), Rate: decodeFlow(f.Quality).plan.Rate,
		}
		for _, m := range f.Members {
			all[i].Members = append(all[i].Members, GroupMember{
				PID: m.PID, Socket: m.Key, Priority: m.Priority, Founder: m.Key == f.Founder, Going: m.Going,
			})
		}
	}
	return all, nil
}
