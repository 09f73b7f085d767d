package core_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/internal/security"
	"winsock/spi"
	"winsock/ws2def"
)

// vandalize does to the run directory, and all that it finds in it, what a user can who
// wishes others ill, and tells what of it succeeded that must not. It goes on to hold
// all locks that it has got.
func vandalize() string {
	dir := os.Getenv("WINSOCK_RUN_DIR")
	var found, done []string
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		var st unix.Stat_t
		if path != dir && unix.Lstat(path, &st) == nil && int(st.Uid) != os.Getuid() {
			found = append(found, path)
		}
		return nil
	})
	for i, path := range found {
		name := filepath.Base(path)
		gate := strings.HasPrefix(name, "ports.") && strings.HasSuffix(name, ".gate") // all users lock it
		try := func(what string, err error) {
			if err == nil && !gate {
				done = append(done, what+" "+name)
			}
		}
		try("removed", os.Remove(path))
		try("renamed", os.Rename(path, fmt.Sprintf("%s/mine%d", dir, i)))
		try("changed the mode of", os.Chmod(path, 0o777))
		try("made itself the owner of", os.Chown(path, os.Getuid(), os.Getgid()))
		try("linked", os.Link(path, fmt.Sprintf("%s/name%d", dir, i)))
		if f, err := os.OpenFile(path, os.O_RDWR|unix.O_NONBLOCK, 0); err == nil {
			try("opened", err)
			unix.Ftruncate(int(f.Fd()), 1<<40)
			unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK})
		}
		if f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0); err == nil {
			unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_RDLCK})
		}
		// The names after it, which others will want.
		stem := strings.TrimSuffix(path, filepath.Ext(path))
		for n := range 100 {
			junk(fmt.Sprintf("%s.%d", stem, n), n, path)
		}
	}
	for n := range 500 {
		junk(fmt.Sprintf("%s/groups.%03x", dir, n), n, dir)
	}
	return "did " + strings.Join(done, ", ")
}

// junk puts something where others may want a file, of the n-th kind.
func junk(path string, n int, target string) {
	switch n % 5 {
	case 0:
		os.Symlink("/dev/zero", path)
	case 1:
		unix.Mkfifo(path, 0o666)
	case 2:
		os.Mkdir(path, 0o777)
	case 3:
		os.WriteFile(path, make([]byte, 4096), 0o666)
	case 4:
		os.Symlink(target, path)
	}
}

// squat takes all names that root's processes will want, as far as they can be
// foreseen: gates, files of claims, directories of groups.
func squat() string {
	dir := os.Getenv("WINSOCK_RUN_DIR")
	own, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf("ports.*.%d.0", os.Getuid())))
	if len(own) != 1 {
		return fmt.Sprint("own claims: ", own)
	}
	prefix := strings.TrimSuffix(own[0], fmt.Sprintf("%d.0", os.Getuid()))
	os.Remove(prefix + "gate") // its own
	junk(prefix+"gate", 2, "")
	for n := range 500 {
		junk(fmt.Sprint(prefix, "0.", n), n, own[0])
	}
	for n := range 0x800 {
		junk(fmt.Sprintf("%s/groups.%03x", dir, n), n, dir)
	}
	return "ok"
}

// The names that another user took before anybody else came are not missed: root's
// processes see one another as ever.
func TestRunDirectoryOfSquatters(t *testing.T) {
	clause.Covers(t, "P-348", "P-349")
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	privileged(t)
	dir := os.Getenv("WINSOCK_RUN_DIR")
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.Chmod(dir, 0o777|os.ModeSticky)); err != nil {
		t.Fatal(err)
	}
	nobody := another(t, noUser, nil)
	nobody.do("bind n tcp none 127.0.0.1 0")
	if got := nobody.do("squat -"); got != "ok" {
		t.Fatal(got)
	}
	begun := time.Now()
	h, port := audited(t, sacl(security.World, always, 2), "tcp", "none", "127.0.0.1", quietPort())
	reused := quietPort()
	g := groupID(t, tcpMember(t, bound))
	a, b := another(t, "", nil), another(t, "", nil)
	for _, who := range []*other{a, b} {
		expects(t, who,
			"bind s tcp REUSE 127.0.0.1 "+reused+" = "+reused,
			"bind p tcp none 127.0.0.1 "+reused+" = WSAEADDRINUSE",
			"bind f tcp none 127.0.0.1 "+port+" = WSAEADDRINUSE",
			fmt.Sprintf("group enter g %d %d = %d", ws2def.SOCK_STREAM, g, g))
		info := duplicate(t, h, who.cmd.Process.Pid)
		expects(t, who, "open d "+encodeInfo(&info)+" = ok", "close d = ok")
	}
	if groups, err := core.Groups(); err != nil || len(groups) != 1 || len(groups[0].Members) != 3 {
		t.Errorf("groups %+v, %v", groups, err)
	}
	if n := len(records(t)); n != 2 {
		t.Errorf("%d records, want 2", n)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Error("all that took", took)
	}
}

// What another user does in the run directory makes no call of others fail, or wait for
// long: binds, groups, sharing, objects with names, audits and admitted flows work, in
// processes that were there before and in those that come.
func TestRunDirectoryUnderAttack(t *testing.T) {
	clause.Covers(t, "P-349", "P-443")
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	privileged(t)
	us, before := ourselves(t), another(t, "", nil)
	reused := quietPort()
	// Something of everything is there.
	owner, port := audited(t, sacl(security.World, always, 2), "tcp", "none", "127.0.0.1", quietPort())
	g := groupID(t, tcpMember(t, free))
	us.do("bind r tcp REUSE 127.0.0.1 " + reused)
	before.do("bind b tcp none 127.0.0.1 0")
	event, _, e := object.CreateEvent("winsock.test.attack", true, false, 0)
	if e != 0 {
		t.Fatal(e)
	}
	defer object.Close(event, spi.Park)

	nobody := another(t, noUser, nil)
	nobody.do("bind n tcp none 127.0.0.1 0") // it has files of its own there, too
	if got := nobody.do("vandalize -"); got != "did " {
		t.Error("another user", got)
	}

	begun := time.Now()
	for _, who := range []user{us, before, another(t, "", nil)} {
		if a := who.do("bind a tcp none 127.0.0.1 0"); strings.HasPrefix(a, "WSA") {
			t.Error("bind to a free port:", a)
		}
		if a := who.do("bind f tcp none 127.0.0.1 " + port); a != "WSAEADDRINUSE" {
			t.Error("bind to a port in use:", a)
		}
		if a := who.do("bind s tcp REUSE 127.0.0.1 " + reused); a != reused {
			t.Error("bind to a port that is shared:", a)
		}
		if a := who.do(fmt.Sprintf("group enter j %d %d", ws2def.SOCK_STREAM, g)); a != fmt.Sprint(g) {
			t.Error("joining a group:", a)
		}
		if a := who.do(fmt.Sprintf("group enter k %d %d", ws2def.SOCK_STREAM, free)); strings.HasPrefix(a, "WSA") {
			t.Error("a new group:", a)
		}
		if o, ok := who.(*other); ok {
			info := duplicate(t, owner, o.cmd.Process.Pid)
			expects(t, o, "open d "+encodeInfo(&info)+" = ok", "close d = ok")
		}
	}
	again, exists, e := object.CreateEvent("winsock.test.attack", true, false, 0)
	if e != 0 || !exists {
		t.Error("an event that there is:", exists, e)
	}
	object.Close(again, spi.Park)
	if n := len(records(t)); n != 3 {
		t.Errorf("%d records, want 3", n)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Error("all that took", took)
	}
	for name := range us.sockets {
		core.Close(us.sockets[name], spi.Park)
	}
}
