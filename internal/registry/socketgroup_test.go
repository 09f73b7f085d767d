package registry

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
	"winsock/ws2def"
)

// rules are those of a group of TCP sockets.
func rules(kind uint32) GroupRules {
	return GroupRules{
		Kind: kind, Provider: ws2def.GUID{Data1: 0xe70f1aa0, Data2: 0xab8b, Data3: 0x11cf, Data4: [8]byte{1, 2, 3}},
		Family: ws2def.AF_INET, Type: ws2def.SOCK_STREAM, Protocol: ws2def.IPPROTO_TCP,
	}
}

// groupRunDir makes a directory that this test has alone.
func groupRunDir(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "run")
	t.Setenv("WINSOCK_RUN_DIR", dir)
	t.Cleanup(CloseGroups)
	return dir
}

// foundGroup makes a group, which the test's end leaves.
func foundGroup(t testing.TB, kind uint32) *Member {
	t.Helper()
	m, errno := FoundGroup(rules(kind))
	if errno != 0 {
		t.Fatal("FoundGroup:", errno)
	}
	return m
}

// asAnother has f done by what is another process to the registry.
func asAnother(f func()) {
	open, dirs, home := groups.open, groups.dirs, groups.home
	groups.open, groups.dirs, groups.home = nil, nil, nil
	f()
	CloseGroups()
	groups.open, groups.dirs, groups.home = open, dirs, home
}

func TestGroupPartsSurviveTheFile(t *testing.T) {
	head := groupHead{GroupRules: rules(ws2def.SG_CONSTRAINED_GROUP), id: 0x123456, founder: math.MaxUint64}
	state := groupState{peer: bytes.Repeat([]byte{7}, MaxGroupPeer), quality: bytes.Repeat([]byte{9}, MaxGroupQuality)}
	record := memberRecord{key: 5, priority: maxPriority, pid: 77, going: true}
	all := cmp.AllowUnexported(groupHead{}, groupState{}, memberRecord{})
	for name, part := range map[string]struct {
		size   int
		encode func(p []byte)
		same   func(p []byte) (diff string, ok bool)
	}{
		"head": {headSize, head.encode, func(p []byte) (string, bool) {
			got, ok := decodeHead(p)
			return cmp.Diff(head, got, all), ok
		}},
		"state": {stateSize, state.encode, func(p []byte) (string, bool) {
			got, ok := decodeState(p)
			return cmp.Diff(state, got, all), ok
		}},
		"member": {memberSize, record.encode, func(p []byte) (string, bool) {
			got, ok := decodeMember(p)
			return cmp.Diff(record, got, all), ok
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b := bytes.Repeat([]byte{0xEE}, part.size)
			part.encode(b)
			if diff, ok := part.same(b); !ok || diff != "" {
				t.Errorf("ok %v (-want +got):\n%s", ok, diff)
			}
			for i := range b {
				broken := bytes.Clone(b)
				broken[i] ^= 0x10
				if _, ok := part.same(broken); ok {
					t.Errorf("a wrong byte %d is not noticed", i)
				}
				if _, ok := part.same(b[:i]); ok {
					t.Errorf("%d bytes are a whole", i)
				}
			}
			if _, ok := part.same(make([]byte, part.size)); ok {
				t.Error("nothing is read")
			}
		})
	}
}

func FuzzDecodeGroup(f *testing.F) {
	f.Add((&socketGroup{groupHead: groupHead{GroupRules: rules(1), id: 5, founder: 7}}).image(&memberRecord{key: 7}))
	f.Fuzz(func(t *testing.T, b []byte) {
		again := make([]byte, stateSize)
		same := func(decoded, redecoded any, ok bool) {
			t.Helper()
			if diff := cmp.Diff(decoded, redecoded, cmp.AllowUnexported(groupHead{}, groupState{}, memberRecord{})); diff != "" || !ok {
				t.Fatalf("read anew %v, (-first +second):\n%s", ok, diff)
			}
		}
		// sealed anew, else all that is tried is the check sum
		part := func(size int) []byte {
			p := bytes.Clone(b)
			if len(p) >= size {
				sealPart(p[:size])
			}
			return p
		}
		if h, ok := decodeHead(part(headSize)); ok {
			h.encode(again)
			h2, ok := decodeHead(again)
			same(h, h2, ok)
		}
		if s, ok := decodeState(part(stateSize)); ok {
			s.encode(again)
			s2, ok := decodeState(again)
			same(s, s2, ok)
		}
		if m, ok := decodeMember(part(memberSize)); ok {
			m.encode(again)
			m2, ok := decodeMember(again)
			same(m, m2, ok)
		}
	})
}

func TestGroupFiles(t *testing.T) {
	dir := groupRunDir(t)
	a := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
	files, _ := filepath.Glob(filepath.Join(dir, "groups.*", "?????"))
	if len(files) != 1 {
		t.Fatalf("files %q", files)
	}
	for path, mode := range map[string]os.FileMode{files[0]: 0o600, filepath.Dir(files[0]): 0o700} {
		if st, err := os.Stat(path); err != nil || st.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", path, st.Mode(), err)
		}
	}
	a.Leave()
	if _, err := os.Stat(files[0]); !os.IsNotExist(err) {
		t.Error("the file of a group that has ended:", err)
	}
}

func TestGroupHasManyMembers(t *testing.T) {
	groupRunDir(t)
	first := foundGroup(t, ws2def.SG_CONSTRAINED_GROUP)
	var all []*Member
	const many = 300 // more than a block has room for
	for range many {
		m, errno := JoinGroup(first.ID(), rules(0), 0)
		if errno != 0 {
			t.Fatal(errno)
		}
		all = append(all, m)
	}
	var others []*Member
	asAnother(func() {
		for range many {
			m, errno := JoinGroup(first.ID(), rules(0), 0)
			if errno != 0 {
				t.Fatal(errno)
			}
			others = append(others, m)
		}
		if n := len(others[0].Members()); n != 2*many+1 {
			t.Errorf("%d members", n)
		}
		if !others[many-1].Reserve([]byte("there")) {
			t.Error("the first peer is refused")
		}
	})
	if first.Reserve([]byte("elsewhere")) {
		t.Error("another peer is not")
	}
	asAnother(func() {
		for _, m := range others {
			m.Leave()
		}
	})
	if !first.Reserve([]byte("elsewhere")) {
		t.Error("who has left keeps the peer")
	}
	if n := len(first.Members()); n != many+1 {
		t.Errorf("%d members are left", n)
	}
	for _, m := range append(all, first) {
		m.Leave()
	}
}

// A socket that several processes have is one member.
func TestSharedMember(t *testing.T) {
	groupRunDir(t)
	a := foundGroup(t, ws2def.SG_CONSTRAINED_GROUP)
	a.Share()
	id, key := a.ID(), a.Key()
	a.SetPriority(3)
	var b *Member
	asAnother(func() {
		var errno sys.Errno
		if b, errno = JoinGroup(id, rules(0), key); errno != 0 {
			t.Fatal(errno)
		}
		if p := b.Priority(); p != 3 {
			t.Errorf("priority %d in the other process", p)
		}
		if !b.Founder() {
			t.Error("it is not the founder there")
		}
		b.SetPriority(5)
		if !b.Reserve([]byte("there")) {
			t.Error("Reserve")
		}
		if _, errno := JoinGroup(id, rules(0), key+1); errno != unix.EINVAL {
			t.Error("a key that nobody has:", errno)
		}
	})
	if p := a.Priority(); p != 5 {
		t.Errorf("priority %d, set in the other process", p)
	}
	keys := map[uint64]int{}
	for _, m := range a.Members() {
		keys[m.Key]++
	}
	if len(keys) != 1 || keys[key] != 2 {
		t.Errorf("members %v", keys)
	}
	// Whoever of the two goes first, the socket stays a member and connected.
	a.Leave()
	asAnother(func() {
		c, errno := JoinGroup(id, rules(0), 0)
		if errno != 0 {
			t.Fatal(errno)
		}
		if c.Reserve([]byte("elsewhere")) {
			t.Error("the shared socket has lost its peer")
		}
		b.Release()
		if !c.Reserve([]byte("elsewhere")) {
			t.Error("the shared socket keeps its peer")
		}
		b.Leave()
		c.Leave()
		if _, errno := JoinGroup(id, rules(0), 0); errno != unix.EINVAL {
			t.Error("the group has not ended:", errno)
		}
	})
}

func TestGroupQuality(t *testing.T) {
	groupRunDir(t)
	a := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
	defer a.Leave()
	q := []byte("a flow")
	if errno := a.SetQuality(q); errno != 0 {
		t.Fatal(errno)
	}
	asAnother(func() {
		b, errno := JoinGroup(a.ID(), rules(0), 0)
		if errno != 0 {
			t.Fatal(errno)
		}
		defer b.Leave()
		if got := b.Quality(); !bytes.Equal(got, q) {
			t.Errorf("another process reads %q", got)
		}
		if errno := b.SetQuality(nil); errno != unix.EINVAL {
			t.Error("not the founder:", errno)
		}
	})
	if errno := a.SetQuality(make([]byte, MaxGroupQuality+1)); errno != unix.EINVAL {
		t.Error("too long:", errno)
	}
}

// Without a place to share them groups are the process's own.
func TestGroupsAlone(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", "/proc/winsock")
	a := foundGroup(t, ws2def.SG_CONSTRAINED_GROUP)
	b, errno := JoinGroup(a.ID(), rules(0), 0)
	if errno != 0 {
		t.Fatal(errno)
	}
	if !a.Reserve([]byte("x")) || b.Reserve([]byte("y")) {
		t.Error("the peer is not kept to")
	}
	for range 100 {
		m, errno := JoinGroup(a.ID(), rules(0), 0)
		if errno != 0 {
			t.Fatal(errno)
		}
		defer m.Leave()
	}
	asAnother(func() {
		if _, errno := JoinGroup(a.ID(), rules(0), 0); errno != unix.EINVAL {
			t.Error("another process:", errno)
		}
	})
	a.Leave()
	b.Leave()
}

// What somebody has put where the groups are, or made of a file, is no group, and
// keeps nobody from making and joining real ones.
func TestForeignGroupFiles(t *testing.T) {
	dir := groupRunDir(t)
	a := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
	defer a.Leave()
	files, _ := filepath.Glob(filepath.Join(dir, "groups.*", "?????"))
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	nobody := 65534
	if os.Geteuid() != 0 {
		nobody = os.Getuid()
	}
	theirs := filepath.Join(dir, "groups.001")
	number := uint32(1)
	if filepath.Dir(files[0]) == theirs {
		theirs, number = filepath.Join(dir, "groups.002"), 2
	}
	must(os.Mkdir(theirs, 0o700))
	must(os.Chown(theirs, nobody, -1))
	held := func(name string, content []byte, size int64) {
		t.Helper()
		path := filepath.Join(theirs, name)
		must(os.WriteFile(path, content, 0o600))
		must(os.Chown(path, nobody, -1))
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		must(err)
		t.Cleanup(func() { f.Close() })
		if size > 0 {
			must(f.Truncate(size))
		}
		must(unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Start: groupBlocks, Len: 1000}))
	}
	liar := socketGroup{groupHead: groupHead{GroupRules: rules(1), id: a.ID(), founder: 9}}
	held("00001", whole, 0)                                      // says another id
	held("00002", nil, 0)                                        // empty
	held("00003", bytes.Repeat([]byte("garbage!"), 1000), 1<<40) // long
	held("00004", liar.image(&memberRecord{key: 1})[:100], 0)    // cut
	real := socketGroup{groupHead: groupHead{GroupRules: rules(1), id: number<<groupIDBits | 5, founder: 9}}
	held("00005", real.image(&memberRecord{key: 1}), 0)
	must(os.WriteFile(filepath.Join(theirs, "00006"), whole, 0o600)) // nobody holds it
	must(os.Mkdir(filepath.Join(theirs, "00007"), 0o700))
	must(unix.Mkfifo(filepath.Join(theirs, "00008"), 0o600))
	must(os.Symlink("/dev/zero", filepath.Join(theirs, "00009")))
	must(os.Symlink(files[0], filepath.Join(theirs, "0000a")))
	must(os.WriteFile(filepath.Join(theirs, "0000B"), whole, 0o600))
	must(os.WriteFile(filepath.Join(theirs, "other"), nil, 0o600))
	must(os.Symlink(filepath.Dir(files[0]), filepath.Join(dir, "groups.7fe")))
	must(os.WriteFile(filepath.Join(dir, "groups.7fd"), nil, 0o600))
	must(os.Mkdir(filepath.Join(dir, "groups.7fc"), 0o777))
	must(os.Chmod(filepath.Join(dir, "groups.7fc"), 0o777)) // anybody could change it

	for low := range uint32(16) {
		for _, n := range []uint32{number, 0x7fc, 0x7fd, 0x7fe} {
			id := n<<groupIDBits | low
			m, errno := JoinGroup(id, rules(0), 0)
			if id == real.id {
				if errno != 0 {
					t.Error("a group of a process of another user:", errno)
					continue
				}
				must(os.Truncate(filepath.Join(theirs, "00005"), 0)) // the user plays tricks
				m.SetPriority(1)
				m.Members()
				m.Reserve([]byte("x"))
				m.Leave()
			} else if errno != unix.EINVAL {
				t.Errorf("%#x: %v", id, errno)
			}
		}
	}
	all, err := Groups()
	must(err)
	if len(all) != 1 || all[0].ID != a.ID() {
		t.Errorf("groups %+v", all)
	}
	for range 50 { // and the look at dead ones that each new group makes
		m := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
		if info, _ := Groups(); !strings.HasPrefix(files[0], filepath.Join(dir, groupDirName(m.ID()>>groupIDBits))) || len(info) != 2 {
			t.Fatalf("a new group %#x beside %q", m.ID(), files[0])
		}
		m.Leave()
	}
}

// A user who takes all names of directories keeps nobody from having groups that other
// processes find.
func TestAllGroupDirectoriesAreTaken(t *testing.T) {
	dir := groupRunDir(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for n := range uint32(lastGroupDir) {
		if err := os.WriteFile(filepath.Join(dir, groupDirName(n)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
	defer a.Leave()
	number := a.ID() >> groupIDBits
	if files, _ := filepath.Glob(filepath.Join(dir, groupDirName(number)+".????????", groupFileName(a.ID()))); len(files) != 1 {
		t.Errorf("group %#x has the files %q", a.ID(), files)
	}
	if all, err := Groups(); err != nil || len(all) != 1 || all[0].ID != a.ID() {
		t.Errorf("groups %+v, %v", all, err)
	}
	run, errno := openDir()
	if errno != 0 {
		t.Fatal(errno)
	}
	defer unix.Close(run)
	home, errno := findGroupDir(run, number) // as another process does
	if errno != 0 {
		t.Fatal(errno)
	}
	defer unix.Close(home)
	if err := unix.Faccessat(home, groupFileName(a.ID()), unix.F_OK, 0); err != nil {
		t.Error(err)
	}
}

// The directory may be taken away at any time.
func TestGroupDirectoryIsRemoved(t *testing.T) {
	dir := groupRunDir(t)
	a := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
	all, _ := filepath.Glob(filepath.Join(dir, "groups.*"))
	for _, d := range all {
		if err := os.RemoveAll(d); err != nil {
			t.Fatal(err)
		}
	}
	b := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
	if all, err := Groups(); err != nil || len(all) != 1 || all[0].ID != b.ID() {
		t.Errorf("groups %+v, %v", all, err)
	}
	a.Leave()
	b.Leave()
}

// What killed processes leave is removed by and by.
func TestDeadGroupsAreSwept(t *testing.T) {
	dir := groupRunDir(t)
	a := foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP)
	files, _ := filepath.Glob(filepath.Join(dir, "groups.*", "?????"))
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Dir(files[0])
	for n := range uint32(100) {
		if err := os.WriteFile(filepath.Join(home, groupFileName(n)), whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 250 {
		foundGroup(t, ws2def.SG_UNCONSTRAINED_GROUP).Leave()
	}
	if left, _ := filepath.Glob(filepath.Join(home, "?????")); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	a.Leave()
}
