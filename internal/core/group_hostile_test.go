package core_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// What another user does to the run directory keeps nobody from having groups, and
// gets that user into none.
func TestGroupsUnderAttack(t *testing.T) {
	clause.Covers(t, "P-349")
	if os.Geteuid() != 0 {
		t.Skip("only root can become another user")
	}
	shareRunDir(t)
	start(t)
	dir := os.Getenv("WINSOCK_RUN_DIR")
	nobody := func(script string) {
		t.Helper()
		cmd := exec.Command("/bin/sh", "-c", script)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	a := tcpMember(t, bound)
	g := groupID(t, a)
	files, err := filepath.Glob(filepath.Join(dir, "groups.*", "?????"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	before, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	home, file := filepath.Base(filepath.Dir(files[0])), filepath.Base(files[0])
	nobody(fmt.Sprintf(`
		! ls %[1]s && ! cat %[1]s/%[2]s && ! touch %[1]s/x && ! rm -rf %[1]s && ! mv %[1]s y &&
		! ln %[1]s/%[2]s mine && ! chmod 777 %[1]s && ! true >%[1]s/%[2]s && ! true >%[1]s/bell`, home, file))
	// All names that are left, as links to ours, files and directories of theirs.
	nobody(fmt.Sprintf(`
		i=1
		while [ $i -le 300 ]; do
			ln -s %[1]s groups.$(printf %%03x $i) 2>/dev/null
			true 2>/dev/null >groups.$(printf %%03x $((i+300)))
			mkdir -m 777 groups.$(printf %%03x $((i+600))) 2>/dev/null
			i=$((i+1))
		done
		true`, home))
	after, err := os.ReadFile(files[0])
	if err != nil || string(after) != string(before) {
		t.Error("the group's file has changed:", err)
	}
	number := g & 0xFFFFF
	for n := uint32(1); n < 0x7FF; n += 7 { // by way of their links
		id := n<<20 | number
		if id == g {
			continue
		}
		if h, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, id); e != ws2def.WSAEINVAL {
			t.Fatalf("group %#x: %v, %v", id, h, e)
		}
	}
	if !exists(g) {
		t.Error("the group can't be joined any more")
	}
	tcpMember(t, free)
	h := tcpMember(t, g)
	connects(t, "a member", h, listenerAt(t, loopback(0)), 0)
	if groups, err := core.Groups(); err != nil || len(groups) != 2 {
		t.Errorf("groups %+v, %v", groups, err)
	}
	other := another(t, "", nil) // a process that comes when all this is there
	if got := other.enter("x", ws2def.SOCK_STREAM, g); got != g {
		t.Errorf("another process is in %#x", got)
	}
	other.enter("y", ws2def.SOCK_STREAM, free)
	core.Close(h, spi.Park)
}
