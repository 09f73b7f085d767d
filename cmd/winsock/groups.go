package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"winsock"
	"winsock/ws2def"
)

type groupsCmd struct {
	JSON bool `name:"json" help:"Write JSON."`
}

func (groupsCmd) Help() string {
	return `A socket group is made by WSASocket with SG_UNCONSTRAINED_GROUP or
SG_CONSTRAINED_GROUP; sockets join it by its id, from any process of its user.
Each user sees the groups of their own; whoever may administer the network
(root) sees all.

    winsock groups
    sudo winsock groups                 # those of all users
    winsock groups --json | jq '.[] | select(.kind == "constrained") | .peer'
    winsock cat --group constrained_group server 7000   # starts one
    winsock cat --group 305419896 --priority 3 server 7001

The table has one line for each process in a group: how many of its sockets are
members, and their priorities (0 is the most urgent). peer is where all
connections of a constrained group go to, rate the bytes a second that the
members share by their priorities.

JSON is a list of groups with id, uid (whose it is), kind (constrained or
unconstrained), provider, family, type and protocol as numbers and, with _name,
by name, peer ("" when there is none), rate (0: no limit) and members, each with
pid, command, socket (the same in all processes that have it), priority, founder
and connected.`
}

// group is the JSON form of a socket group.
type group struct {
	ID       uint32 `json:"id"`
	UID      uint32 `json:"uid"`
	Kind     string `json:"kind"`
	Provider string `json:"provider"`
	triple
	Peer    string        `json:"peer"`
	Rate    uint64        `json:"rate"`
	Members []groupMember `json:"members"`
}

// groupMember is the JSON form of a socket in a group, as one process has it.
type groupMember struct {
	PID       int    `json:"pid"`
	Command   string `json:"command"`
	Socket    string `json:"socket"`
	Priority  uint32 `json:"priority"`
	Founder   bool   `json:"founder"`
	Connected bool   `json:"connected"`
}

func (c *groupsCmd) Run(s *screen) error {
	found, err := winsock.Groups()
	if err != nil {
		return fmt.Errorf("%w; name a directory with WINSOCK_RUN_DIR", err)
	}
	all := make([]group, len(found))
	for i := range found {
		all[i] = newGroup(&found[i])
	}
	if c.JSON {
		return s.json(all)
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(s.out, "no socket groups")
		return err
	}
	var rows [][]any
	for i := range all {
		rows = append(rows, all[i].rows()...)
	}
	return s.table([]column{
		{title: "group", right: true},
		{title: "kind"},
		{title: "peer"},
		{title: "rate", right: true},
		{title: "pid", right: true},
		{title: "command"},
		{title: "members", right: true},
		{title: "priorities"},
	}, rows)
}

func newGroup(g *winsock.GroupInfo) group {
	out := group{
		ID: g.ID, UID: g.UID, Kind: "unconstrained", Provider: g.Provider.String(),
		triple: newTriple(g.Family, g.Type, g.Protocol),
		Peer:   hostText(g.Peer), Rate: g.Rate, Members: make([]groupMember, len(g.Members)),
	}
	if g.Constrained {
		out.Kind = "constrained"
	}
	for i, m := range g.Members {
		out.Members[i] = groupMember{
			PID: m.PID, Command: commandOf(m.PID), Socket: strconv.FormatUint(m.Socket, 16),
			Priority: m.Priority, Founder: m.Founder, Connected: m.Connected,
		}
	}
	slices.SortStableFunc(out.Members, func(a, b groupMember) int { return a.PID - b.PID })
	return out
}

// rows are the lines of a group in the table: one for each process.
func (g *group) rows() [][]any {
	var rows [][]any
	rate := ""
	if g.Rate != 0 {
		rate = strconv.FormatUint(g.Rate, 10)
	}
	for members := g.Members; len(members) > 0; {
		n := 0
		var priorities []uint32
		for n < len(members) && members[n].PID == members[0].PID {
			priorities = append(priorities, members[n].Priority)
			n++
		}
		slices.Sort(priorities)
		row := []any{g.ID, g.Kind, g.Peer, rate, members[0].PID, members[0].Command, n, ranges(priorities)}
		if len(rows) > 0 {
			row[0], row[1], row[2], row[3] = "", "", "", ""
		}
		rows = append(rows, row)
		members = members[n:]
	}
	return rows
}

// ranges writes sorted numbers with how often each is there: "0×3 5".
func ranges(sorted []uint32) string {
	var words []string
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n] == sorted[0] {
			n++
		}
		word := strconv.FormatUint(uint64(sorted[0]), 10)
		if n > 1 {
			word += "×" + strconv.Itoa(n)
		}
		words, sorted = append(words, word), sorted[n:]
	}
	return strings.Join(words, " ")
}

// hostText writes an address without its port, "" for none.
func hostText(sa winsock.Sockaddr) string {
	switch sa := sa.(type) {
	case *winsock.SockaddrInet4:
		return netip.AddrFrom4(sa.Addr).String()
	case *winsock.SockaddrInet6:
		return ws2def.WithScope(netip.AddrPortFrom(netip.AddrFrom16(sa.Addr), 0), sa.ZoneId).Addr().String()
	}
	return addressText(sa)
}
