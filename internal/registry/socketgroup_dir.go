package registry

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// A group's id is 31 bits: the number of a directory, which belongs to one user,
// and the name of the group's file in it. Whoever makes a directory has the ids in
// it alone, so no two groups of the machine have the same. The number 0 is not
// used, so that no id is small, and the last one stands for groups that the
// process could not share. A user who finds all numbers taken makes a directory with
// one of them and a random suffix: whoever has taken them all has no right to be told
// apart.
//
// Source: P-324, P-348.
const (
	groupsPrefix = "groups."
	groupIDBits  = 20
	lastGroupDir = 1<<(31-groupIDBits) - 1
	groupIDMask  = 1<<groupIDBits - 1
)

// groupDir is a directory of groups that is open.
type groupDir struct {
	fd     int
	number uint32
	bell   int // written to when the quality of a group in it is set; -1: there is none

	// Guarded by groups.Mutex:
	users int
	spare spareGroup
	watch *GroupWatch // of the bell; nil: nobody is told
	swept []string    // names of files to look at
}

// spareGroup is the file, open and without locks, of the group that this process left
// last: who joins it again is spared some work.
type spareGroup struct {
	id uint32 // 0: there is none
	fd int
}

func (s *spareGroup) close() {
	if s.id != 0 {
		sys.Close(s.fd)
		s.id = 0
	}
}

// bellFile is the name of a directory's bell.
const bellFile = "bell"

func groupDirName(number uint32) string { return fmt.Sprintf("%s%03x", groupsPrefix, number) }

// groupDirNumber is the number in a directory's name; ok is false for other names.
func groupDirNumber(name string) (number uint32, ok bool) {
	rest, ok := strings.CutPrefix(name, groupsPrefix)
	if !ok {
		return 0, false
	}
	rest, suffix, suffixed := strings.Cut(rest, ".")
	number, ok = groupNumber(rest, 3, lastGroupDir)
	return number, ok && number > 0 && suffixed == (suffix != "")
}

func groupFileName(id uint32) string { return fmt.Sprintf("%05x", id&groupIDMask) }

// groupNumber is the number in a name; ok is false for other names.
func groupNumber(name string, digits int, limit uint64) (number uint32, ok bool) {
	n, err := strconv.ParseUint(name, 16, 32)
	return uint32(n), err == nil && len(name) == digits && n < limit && strings.ToLower(name) == name
}

// openGroupDir opens a directory in dir, if it is a directory of groups that is this
// process's user's, or with others one that this process may use all the same.
//
// Source: P-349.
func openGroupDir(dir int, name string, others bool) (int, sys.Errno) {
	fd, errno := sys.OpenAt(dir, name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if errno != 0 {
		return -1, errno
	}
	var st unix.Stat_t
	if errno = sys.Stat(fd, &st); errno == 0 && !mayUse(&st, others) {
		errno = unix.EACCES
	}
	if errno != 0 {
		sys.Close(fd)
		return -1, errno
	}
	return fd, 0
}

// findGroupDir opens the directory of the groups whose ids have a number: the user's
// own one, else another's that this process may use.
func findGroupDir(dir int, number uint32) (int, sys.Errno) {
	plain := groupDirName(number)
	fd, errno := -1, sys.Errno(0)
	for _, others := range []bool{false, true} {
		if fd, errno = openGroupDir(dir, plain, others); errno == 0 {
			break
		}
		list(dir, func(name string) {
			if errno != 0 && strings.HasPrefix(name, plain+".") {
				fd, errno = openGroupDir(dir, name, others)
			}
		})
		if errno == 0 {
			break
		}
	}
	return fd, errno
}

// mayUse reports whether this process may use a file of groups: only their user
// can change it, and that is this process's. With others also those who administer
// the network are let in.
func mayUse(st *unix.Stat_t, others bool) bool {
	return st.Mode&0o077 == 0 && (st.Uid == uint32(os.Geteuid()) || others && sys.Capable(unix.CAP_NET_ADMIN))
}

// takeGroupDir opens a directory of groups for this process's own: the user's
// first one, or a new one. The caller holds groups.Mutex.
func takeGroupDir() *groupDir {
	dir, errno := openDir()
	if errno != 0 {
		return nil
	}
	defer sys.Close(dir)
	first := ""
	list(dir, func(name string) {
		number, ok := groupDirNumber(name)
		if !ok || first != "" && name >= first {
			return
		}
		if d := groups.dirs[number]; d != nil && !d.own() {
			return
		}
		if fd, errno := openGroupDir(dir, name, false); errno == 0 {
			sys.Close(fd)
			first = name
		}
	})
	const tries = 100
	for try := range 2 * tries {
		if first != "" {
			if fd, errno := openGroupDir(dir, first, false); errno == 0 {
				number, _ := groupDirNumber(first)
				return groups.keepDir(fd, number)
			}
		}
		number := rand.Uint32N(lastGroupDir-1) + 1
		first = groupDirName(number)
		if try >= tries {
			first += fmt.Sprintf(".%08x", rand.Uint32())
		}
		if groups.dirs[number] != nil {
			first = ""
			continue
		}
		switch sys.MakeDirAt(dir, first, 0o700) {
		case 0:
		case unix.EEXIST:
			first = ""
		default:
			return nil
		}
	}
	return nil
}

// own reports whether d is a directory of this process's user.
func (d *groupDir) own() bool {
	var st unix.Stat_t
	return sys.Stat(d.fd, &st) == 0 && st.Uid == uint32(os.Geteuid())
}

// keepDir enters a directory that is open among those that are used, or closes it
// when it is there already. The caller holds the lock and has one use more.
func (g *groupTable) keepDir(fd int, number uint32) *groupDir {
	if d := g.dirs[number]; d != nil {
		sys.Close(fd)
		d.users++
		return d
	}
	d := &groupDir{fd: fd, number: number, users: 1}
	d.hang()
	if g.dirs == nil {
		g.dirs = make(map[uint32]*groupDir)
	}
	g.dirs[number] = d
	return d
}

// leave gives up a use of d. The caller holds groups.Mutex.
func (d *groupDir) leave() {
	if d.users--; d.users > 0 {
		return
	}
	if groups.dirs[d.number] == d {
		delete(groups.dirs, d.number)
	}
	d.spare.close()
	d.watch.Stop()
	if d.bell >= 0 {
		sys.Close(d.bell)
	}
	sys.Close(d.fd)
}

// hang opens the bell of d.
func (d *groupDir) hang() {
	flags := unix.O_RDWR | unix.O_NOFOLLOW | unix.O_NONBLOCK
	if d.own() {
		flags |= unix.O_CREAT
	}
	var errno sys.Errno
	if d.bell, errno = sys.OpenAt(d.fd, bellFile, flags, 0o600); errno != 0 {
		d.bell = -1
		return
	}
	var st unix.Stat_t
	if sys.Stat(d.bell, &st) != 0 || st.Mode&unix.S_IFMT != unix.S_IFREG || !mayUse(&st, true) {
		sys.Close(d.bell)
		d.bell = -1
	}
}

// ring tells all processes with groups in d that a quality was set.
func (d *groupDir) ring() {
	if d.bell >= 0 {
		sys.Pwrite(d.bell, []byte{0}, 0)
	}
}

// sweep looks at one file of d, in turn, and removes it if nobody is in the group
// any more. Each new group pays for one look, so files that killed processes left
// do not gather. The caller holds groups.Mutex.
func (d *groupDir) sweep() {
	if len(d.swept) == 0 {
		list(d.fd, func(name string) {
			if _, ok := groupNumber(name, 5, groupIDMask+1); ok {
				d.swept = append(d.swept, name)
			}
		})
	}
	if n := len(d.swept); n > 0 {
		name := d.swept[n-1]
		d.swept = d.swept[:n-1]
		if fd, errno := sys.OpenAt(d.fd, name, unix.O_RDWR|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0); errno == 0 {
			d.bury(fd, name)
			sys.Close(fd)
		}
	}
}

// bury removes a group's file if no other process is in the group. It reports
// whether the file is gone.
func (d *groupDir) bury(fd int, name string) bool {
	if sys.LockFrom(fd, groupGate) != 0 {
		return false
	}
	var st unix.Stat_t
	if sys.Stat(fd, &st) == 0 && st.Nlink > 0 {
		sys.Unlink(d.fd, name)
	}
	return true
}
