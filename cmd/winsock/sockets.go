package main

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"winsock"
	"winsock/ws2def"
)

type socketsCmd struct {
	JSON bool `name:"json" help:"Write JSON."`
}

func (socketsCmd) Help() string {
	return `Each process that uses Winsock tells its sockets, to its own user and to root.
Processes find one another in the directory that WINSOCK_RUN_DIR names, else in
/run/winsock or /dev/shm/winsock.

    winsock sockets
    sudo winsock sockets                # those of all users
    winsock sockets --json | jq '.[] | .sockets[] | select(.state == "listening")'

JSON is a list of processes with pid, uid, command, answers (false: it did not
tell its sockets) and sockets, each with handle, provider, family, type and
protocol as numbers and, with _name, by name, state (new, bound, connecting,
connected, listening), group (0: none), local and peer ("" when there is none).`
}

// process is the JSON form of a process.
type process struct {
	PID     int          `json:"pid"`
	UID     uint32       `json:"uid"`
	Command string       `json:"command"`
	Answers bool         `json:"answers"`
	Sockets []openSocket `json:"sockets"`
}

// openSocket is the JSON form of a socket.
type openSocket struct {
	Handle   uint64 `json:"handle"`
	Provider string `json:"provider"`
	triple
	State string `json:"state"`
	Group uint32 `json:"group"`
	Local string `json:"local"`
	Peer  string `json:"peer"`
}

func (c *socketsCmd) Run(s *screen) error {
	found, err := winsock.Processes()
	if err != nil {
		return fmt.Errorf("%w; name a directory with WINSOCK_RUN_DIR", err)
	}
	processes := make([]process, len(found))
	for i := range found {
		processes[i] = newProcess(&found[i])
	}
	if c.JSON {
		return s.json(processes)
	}
	if len(processes) == 0 {
		_, err := fmt.Fprintln(s.out, "no process uses winsock")
		return err
	}
	var rows [][]any
	for i := range processes {
		rows = append(rows, processes[i].rows()...)
	}
	return s.table([]column{
		{title: "pid", right: true},
		{title: "command"},
		{title: "socket", right: true},
		{title: "provider"},
		{title: "state"},
		{title: "local"},
		{title: "peer"},
		{title: "group", right: true},
	}, rows)
}

func newProcess(p *winsock.ProcessInfo) process {
	out := process{PID: p.PID, UID: p.UID, Command: commandOf(p.PID), Answers: p.Answers, Sockets: make([]openSocket, len(p.Sockets))}
	for i := range p.Sockets {
		s := &p.Sockets[i]
		out.Sockets[i] = openSocket{
			Handle: uint64(s.Handle), Provider: s.Provider,
			triple: newTriple(s.Family, s.Type, s.Protocol),
			State:  s.State, Group: s.Group,
			Local: addressText(s.Local), Peer: addressText(s.Peer),
		}
	}
	return out
}

// rows are the lines of a process in the table: one for each socket.
func (p *process) rows() [][]any {
	switch {
	case !p.Answers:
		return [][]any{{p.PID, p.Command, "", fmt.Sprintf("does not tell: it belongs to user %d", p.UID), "", "", "", ""}}
	case len(p.Sockets) == 0:
		return [][]any{{p.PID, p.Command, "", "no sockets", "", "", "", ""}}
	}
	rows := make([][]any, len(p.Sockets))
	for i := range p.Sockets {
		s := &p.Sockets[i]
		group := ""
		if s.Group != 0 {
			group = strconv.FormatUint(uint64(s.Group), 10)
		}
		rows[i] = []any{p.PID, p.Command, s.Handle, s.Provider, s.State, s.Local, s.Peer, group}
	}
	return rows
}

// commandOf is the name of a process's program, "" when it has gone.
func commandOf(pid int) string {
	name, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/comm")
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(name), "\n")
}

// addressText writes an address for people, "" for none.
func addressText(sa winsock.Sockaddr) string {
	switch sa := sa.(type) {
	case *winsock.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port)).String()
	case *winsock.SockaddrInet6:
		return ws2def.WithScope(netip.AddrPortFrom(netip.AddrFrom16(sa.Addr), uint16(sa.Port)), sa.ZoneId).String()
	case *winsock.SockaddrUnix:
		return sa.Name
	case *winsock.SockaddrAny:
		return strconv.Itoa(int(sa.Family)) + "/" + hex.EncodeToString(sa.Data)
	}
	return ""
}
