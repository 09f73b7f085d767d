package registry

import (
	"fmt"
	"slices"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// GroupInfo describes a group for people and tools.
type GroupInfo struct {
	GroupRules
	ID      uint32
	UID     uint32 // whose it is
	Founder uint64 // key of the member that made it, which may have left
	Peer    []byte // what Reserve was given; nil while nobody is connected
	Quality []byte // what SetQuality was given
	Members []GroupMember
}

// Groups describes all groups that this process may see: those of its user, and
// all for one that administers the network. What killed processes left it removes.
func Groups() ([]GroupInfo, error) {
	dir, errno := openDir()
	if errno != 0 {
		return nil, fmt.Errorf("registry: no directory for what processes share: %w", errno)
	}
	defer sys.Close(dir)
	var all []GroupInfo
	errno = list(dir, func(name string) {
		number, ok := groupDirNumber(name)
		if !ok {
			return
		}
		fd, errno := openGroupDir(dir, name, true)
		if errno != 0 {
			return
		}
		defer sys.Close(fd)
		d := &groupDir{fd: fd, number: number}
		list(fd, func(name string) {
			low, ok := groupNumber(name, 5, groupIDMask+1)
			if !ok {
				return
			}
			if info, ok := d.describe(number<<groupIDBits|low, name); ok {
				all = append(all, info)
			}
		})
	})
	if errno != 0 {
		return nil, fmt.Errorf("registry: can't read the directory: %w", errno)
	}
	slices.SortFunc(all, func(a, b GroupInfo) int { return int(a.ID) - int(b.ID) })
	return all, nil
}

// describe reads the file of the group id.
func (d *groupDir) describe(id uint32, name string) (info GroupInfo, ok bool) {
	fd, errno := sys.OpenAt(d.fd, name, unix.O_RDWR|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if errno != 0 {
		return info, false
	}
	defer sys.Close(fd)
	var st unix.Stat_t
	if sys.Stat(fd, &st) != 0 || st.Mode&unix.S_IFMT != unix.S_IFREG || !mayUse(&st, true) {
		return info, false
	}
	if living, errno := sys.LockedFrom(fd, groupBlocks); errno != 0 || !living {
		d.bury(fd, name)
		return info, false
	}
	g := &socketGroup{fd: fd, dir: d}
	g.lockGate()
	defer g.unlockGate()
	var b [headSize]byte
	n, errno := sys.Pread(fd, b[:], 0)
	if errno != 0 {
		return info, false
	}
	head, ok := decodeHead(b[:n])
	if !ok || head.id != id {
		return info, false
	}
	state := g.state()
	info = GroupInfo{
		GroupRules: head.GroupRules, ID: id, UID: st.Uid, Founder: head.founder,
		Quality: state.quality, Members: g.list(),
	}
	if slices.ContainsFunc(info.Members, func(m GroupMember) bool { return m.Going }) {
		info.Peer = state.peer
	}
	return info, len(info.Members) > 0
}
