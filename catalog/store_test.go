package catalog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

func install(entries ...Entry) func(*Edit) error {
	return func(e *Edit) error {
		_, err := e.Install(entries...)
		return err
	}
}

// files lists a directory.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func read(t *testing.T, s *Store) *Catalog {
	t.Helper()
	c, err := s.Read()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestStoreBeginsWithTheBuiltInCatalog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "when", "needed")
	s := Open(filepath.Join(dir, "catalog.json"))
	if read(t, s) != Default() {
		t.Error("without a file the catalog is not the built-in one")
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading made the directory: %v", err)
	}
	snapshot := read(t, s)
	if err := s.Update(install(ipx...)); err != nil {
		t.Fatal(err)
	}
	want := newCatalog(with(t, Default(), ipx).entries, 1013, 1)
	if diff := cmp.Diff(want, read(t, s), exact); diff != "" {
		t.Errorf("after the change (-want +got):\n%s", diff)
	}
	if snapshot.Len() != Default().Len() {
		t.Error("the change reached a snapshot taken before")
	}
	if diff := cmp.Diff([]string{"catalog.json", "catalog.json.lock"}, files(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	info, err := os.Stat(s.Path())
	if err != nil || info.Mode() != 0o644 {
		t.Errorf("a new file has mode %v, %v, want one that all can read", info.Mode(), err)
	}
}

func TestUpdateWritesOnlyChanges(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "c"))
	refusal := errors.New("no")
	for name, row := range map[string]struct {
		change func(*Edit) error
		want   error
	}{
		"nothing done":       {func(*Edit) error { return nil }, nil},
		"same order":         {func(e *Edit) error { return e.Order(1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011) }, nil},
		"reset of the same":  {(*Edit).Reset, nil},
		"installing nothing": {install(), nil},
		"change refused": {func(e *Edit) error {
			if err := e.Remove(1001); err != nil {
				return err
			}
			return refusal
		}, refusal},
	} {
		if err := s.Update(row.change); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", name, err, row.want)
		}
		if _, err := os.Stat(s.Path()); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%s: the file was written (%v)", name, err)
		}
	}
}

func TestUpdateFollowsLinksAndKeepsThem(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"real", "etc"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	link, second := filepath.Join(dir, "etc", "link"), filepath.Join(dir, "second")
	if err := os.Symlink("../real/catalog", link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(link, second); err != nil {
		t.Fatal(err)
	}
	// First the link leads to nothing, then to a file.
	for _, entries := range [][]Entry{ipx, bluetooth} {
		if err := Open(second).Update(install(entries...)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{link, second} {
		if info, err := os.Lstat(name); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is a link no more: %v, %v", name, info, err)
		}
	}
	if diff := cmp.Diff([]string{"catalog", "catalog.lock"}, files(t, filepath.Join(dir, "real"))); diff != "" {
		t.Errorf("beside the file itself (-want +got):\n%s", diff)
	}
	if got := read(t, Open(filepath.Join(dir, "real", "catalog"))).Len(); got != Default().Len()+2 {
		t.Errorf("%d entries, want two more than are built in", got)
	}
	if err := os.Symlink("ring", filepath.Join(dir, "ring")); err != nil {
		t.Fatal(err)
	}
	if err := Open(filepath.Join(dir, "ring")).Update(install(ipx...)); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("a link to itself: %v, want ELOOP", err)
	}
}

func TestUpdateKeepsOwnerAndPermissions(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "c"))
	if err := s.Update(install(ipx...)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(s.Path(), 0o640); err != nil {
		t.Fatal(err)
	}
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		uid, gid = 12345, 54321
		if err := os.Chown(s.Path(), uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Update(install(bluetooth...)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	stat := info.Sys().(*syscall.Stat_t)
	if info.Mode() != 0o640 || int(stat.Uid) != uid || int(stat.Gid) != gid {
		t.Errorf("mode %v, owner %d:%d, want -rw-r-----, %d:%d", info.Mode(), stat.Uid, stat.Gid, uid, gid)
	}
}

// unprivileged runs f as a user who has no rights beyond everybody's.
func unprivileged(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	done := make(chan error)
	go func() {
		// The thread ends with the goroutine, since it is never unlocked.
		runtime.LockOSThread()
		err := unix.Setfsuid(65534)
		if err == nil {
			f()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestUpdateWithoutRightsSaysSoInOneLine(t *testing.T) {
	top := t.TempDir()
	if err := os.Chmod(filepath.Dir(top), 0o755); err != nil { // TempDir's own is for one user only
		t.Fatal(err)
	}
	locked, open := filepath.Join(top, "locked"), filepath.Join(top, "open")
	for dir, mode := range map[string]os.FileMode{locked: 0o555, open: 0o777} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "old"), encode(Default()), 0o444); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(dir, 0o755) }) // so that it can be removed
	}
	for _, path := range []string{
		filepath.Join(locked, "new"),
		filepath.Join(locked, "old"),
		filepath.Join(locked, "deeper", "new"),
		filepath.Join(open, "old"), // the directory would let us, the file says no
	} {
		var err error
		unprivileged(t, func() { err = Open(path).Update(install(ipx...)) })
		if !errors.Is(err, fs.ErrPermission) || strings.Count(err.Error(), "\n") != 0 ||
			!strings.HasPrefix(err.Error(), "catalog: cannot change "+path+": ") {
			t.Errorf("%s: %v, want one line with the path and the reason", path, err)
		}
	}
	if diff := cmp.Diff([]string{"old"}, files(t, locked)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestUpdateGivesUpOnABusyLock(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "c"))
	holder, err := os.Create(s.Path() + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	if got, err := sys.TryLock(holder); !got || err != nil {
		t.Fatal(got, err)
	}
	s.LockWait = time.Millisecond
	err = s.Update(install(ipx...))
	if !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), "another change of it is under way (waited 1ms)") {
		t.Errorf("lock held: %v, want ErrBusy", err)
	}
	if read(t, s).Len() != Default().Len() {
		t.Error("reading needs the lock, or the change was made")
	}

	s.LockWait = time.Minute
	done := make(chan error)
	go func() { done <- s.Update(install(ipx...)) }()
	if err := sys.Unlock(holder); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("lock given back: %v", err)
	}
}

// A lock on a file that is at its place no more excludes nobody.
func TestLockFileRemovedWhileLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := acquire(path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := acquire(path, time.Millisecond); !errors.Is(err, ErrBusy) {
		t.Errorf("second lock: %v, want ErrBusy", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	second, err := acquire(path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	first()
	if _, err := acquire(path, time.Millisecond); !errors.Is(err, ErrBusy) {
		t.Errorf("third lock: %v, want ErrBusy, as the second is held", err)
	}
	second()
}

func TestReadRefusesWhatIsNoCatalogFile(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, maxFile+1); err != nil {
		t.Fatal(err)
	}
	damagedFile := filepath.Join(dir, "damaged")
	if err := os.WriteFile(damagedFile, []byte(strings.Replace(sample(), "AF_INET6", "AF_INET9", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		pipe:         "catalog: " + pipe + " is not a regular file",
		"/dev/zero":  "catalog: /dev/zero is not a regular file",
		dir:          "catalog: " + dir + " is not a regular file",
		large:        "catalog: " + large + " is larger than 16777216 bytes",
		damagedFile:  "catalog: " + damagedFile + `:11: "family": the name "AF_INET9" is unknown (a number may be given instead)`,
		pipe + "/xy": "catalog: open " + pipe + "/xy: not a directory",
	} {
		c, err := Open(path).Read()
		if c != nil || err == nil || err.Error() != want {
			t.Errorf("%s: %v, %v\nwant %s", path, c, err, want)
		}
	}
	err := Open(damagedFile).Update(install(ipx...))
	if fault, ok := errors.AsType[*ParseError](err); !ok || fault.Line != 11 || fault.Path != damagedFile {
		t.Errorf("changing a damaged file: %v, want its *ParseError", err)
	}
}

func TestResetMendsADamagedFile(t *testing.T) {
	dir := t.TempDir()
	s := Open(filepath.Join(dir, "c"))
	if err := s.Update(install(ipx...)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, text string
		firstID    uint32
	}{
		{"next_id is there", strings.Replace(string(whole), `"path"`, `path`, 1), 1013},
		{"only ids are there", string(whole[strings.Index(string(whole), `"id": 1002`):]), 1013},
		{"nothing is there", "what?", 1001},
		{"an absurd id", `"id": 4294967295, "id": 1500`, 1501},
	} {
		if err := os.WriteFile(s.Path(), []byte(row.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Reset(); err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		c := read(t, s)
		if c.Len() != Default().Len() || c.At(0).Info.CatalogEntryId != row.firstID {
			t.Errorf("%s: %d entries from %v, want the built-in ones from %d", row.name, c.Len(), c.At(0), row.firstID)
		}
		if kept, err := os.ReadFile(s.Path() + ".damaged"); err != nil || string(kept) != row.text {
			t.Errorf("%s: kept %q, %v", row.name, kept, err)
		}
	}
	if diff := cmp.Diff([]string{"c", "c.damaged", "c.lock"}, files(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}

	if err := s.Update(install(ipx...)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	c := read(t, s)
	if !slices.Equal(names(c.entries), names(Default().entries)) || c.At(0).Info.CatalogEntryId != 1501 {
		t.Errorf("reset of a sound file: %v", c.entries)
	}
}

// What a killed writer leaves is no obstacle, even when it is hostile.
func TestUnfinishedFileIsReplaced(t *testing.T) {
	dir := t.TempDir()
	s := Open(filepath.Join(dir, "c"))
	victim := filepath.Join(dir, "victim")
	if err := os.WriteFile(victim, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, s.Path()+".new"); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(install(ipx...)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(victim); string(got) != "mine" || err != nil {
		t.Errorf("the file behind the link: %q, %v", got, err)
	}
	if diff := cmp.Diff([]string{"c", "c.lock", "victim"}, files(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestWhichFileApplies(t *testing.T) {
	dir := t.TempDir()
	system, own, named := Open(filepath.Join(dir, "system")), filepath.Join(dir, "own"), filepath.Join(dir, "named")
	const user, root = 1000, 0
	at := func(named, own string, uid int) string {
		t.Helper()
		return filepath.Base(chooseStore(system, named, own, uid).Path())
	}
	if got := at("", own, user); got != "own" {
		t.Errorf("a user without a file changes %s, want a file of his own", got)
	}
	if got := at("", own, root); got != "system" {
		t.Errorf("root without a file changes %s, want the system's", got)
	}
	if got := at("", "", user); got != "system" {
		t.Errorf("a user without a home changes %s, want the system's", got)
	}
	if got := at(named, own, user); got != "named" {
		t.Errorf("with WINSOCK_CATALOG: %s, want the one it names", got)
	}

	if err := system.Update(install(ipx...)); err != nil {
		t.Fatal(err)
	}
	mine := chooseStore(system, "", own, user)
	if got := read(t, mine).Len(); got != Default().Len()+1 {
		t.Errorf("without a file of his own a user has %d entries, want the system's", got)
	}
	if got := read(t, chooseStore(system, named, own, user)); got != Default() {
		t.Errorf("a named file that is not there: %v, want the built-in catalog", got)
	}
	if err := mine.Update(install(bluetooth...)); err != nil {
		t.Fatal(err)
	}
	if got, want := names(read(t, mine).entries)[Default().Len():], []string{"IPX", "MSAFD RfComm [Bluetooth]"}; !slices.Equal(got, want) {
		t.Errorf("the user's first change gave %v at the end, want %v", got, want)
	}
	if got := read(t, system).Len(); got != Default().Len()+1 {
		t.Errorf("the user's change reached the system's catalog: %d entries", got)
	}

	me := os.Geteuid()
	if got := at("", own, me); got != "own" {
		t.Errorf("whose file is there: %s, want it", got)
	}
	if got := at("", own, me+1); got != "system" {
		t.Errorf("with somebody else's file in his home: %s, want the system's", got)
	}
}

func TestSomebodyElsesClosedHome(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	if err := os.Mkdir(home, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(home, "c")); !os.IsPermission(err) {
		t.Skip("root may look into any directory")
	}
	system := Open(filepath.Join(t.TempDir(), "system"))
	if got := chooseStore(system, "", filepath.Join(home, "c"), os.Geteuid()); got != system {
		t.Errorf("it chose %s, want the system's", got.Path())
	}
}

func TestLoadReadsWhatTheEnvironmentNames(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "c"))
	if err := s.Update(install(ipx...)); err != nil {
		t.Fatal(err)
	}
	t.Setenv(EnvFile, s.Path())
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read(t, s), c, exact); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
	if err := os.WriteFile(s.Path(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(); c != nil || err == nil {
		t.Errorf("a damaged file: %v, %v, want an error and no catalog", c, err)
	}
}
