package registry_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/registry"
)

// holder makes another holder of b.
func holder(t testing.TB, b *registry.Block) *registry.Block {
	t.Helper()
	fd, errno := b.Holder()
	if errno != 0 {
		t.Fatal(errno)
	}
	other, errno := registry.OpenBlock(fd)
	if errno != 0 {
		t.Fatal(errno)
	}
	return other
}

func newBlock(t testing.TB) *registry.Block {
	t.Helper()
	b, errno := registry.NewBlock()
	if errno != 0 {
		t.Fatal(errno)
	}
	return b
}

func TestBlockIsCommon(t *testing.T) {
	a := newBlock(t)
	defer a.Close()
	if text, version := a.Text(); len(text) != 0 || version != 0 {
		t.Errorf("a new block: %q, %d", text, version)
	}
	b := holder(t, a)
	defer b.Close()
	a.ChangeState(6, 0)
	b.ChangeState(1, 4)
	if a.State() != 3 || b.State() != 3 {
		t.Error("state:", a.State(), b.State())
	}
	for i, text := range []string{"one", "", strings.Repeat("x", registry.MaxBlockText), "four"} {
		v := a.Update(func([]byte) []byte { return []byte(text) })
		got, version := b.Text()
		if string(got) != text || version != v || int(v) != i+1 || b.Version() != v {
			t.Errorf("%d: %d bytes, versions %d and %d", i, len(got), v, version)
		}
	}
	if v := a.Update(func([]byte) []byte { return make([]byte, registry.MaxBlockText+1) }); v != 4 {
		t.Error("a text that is too long:", v)
	}
	if !a.Owned() || !b.Owned() {
		t.Error("somebody owns a new block")
	}
	a.Own()
	b.Own()
	if a.Owned() || !b.Owned() {
		t.Error("who owned it last does not")
	}
}

// Updates of several holders do not get lost, and readers see whole texts only.
func TestBlockUpdatesAtOnce(t *testing.T) {
	a := newBlock(t)
	defer a.Close()
	a.Update(func([]byte) []byte { return nil })
	const holders, each = 4, 200
	var all sync.WaitGroup
	for range holders {
		b := holder(t, a)
		all.Go(func() {
			defer b.Close()
			for range each {
				b.Update(func(text []byte) []byte { return append(bytes.Clone(text), 'x') })
				if text, _ := b.Text(); len(bytes.Trim(text, "x")) != 0 {
					t.Errorf("torn: %q", text)
				}
			}
		})
	}
	all.Wait()
	if text, _ := a.Text(); len(text) != holders*each {
		t.Error(len(text), "updates")
	}
}

func TestBlockKnowsItsLastHolder(t *testing.T) {
	a := newBlock(t)
	if a.Others() {
		t.Error("others hold a new block")
	}
	b := holder(t, a)
	if !a.Others() || !b.Others() {
		t.Error("two do not know each other")
	}
	for range 2 { // the second time it is gone already
		if !b.Leave() {
			t.Error("the first one that leaves is the last")
		}
	}
	if a.Others() || a.Leave() {
		t.Error("the last one is not alone")
	}
	b.Close()
	fd, _ := a.Holder()
	if !a.Others() {
		t.Error("a description on its way does not count")
	}
	unix.Close(fd)
	if a.Others() {
		t.Error("one that got lost counts")
	}
	a.Close()
}

// Whoever leaves at the same moment, one of them is the last.
func TestBlockLeavesAtOnce(t *testing.T) {
	for range 100 {
		a := newBlock(t)
		all := []*registry.Block{a, holder(t, a), holder(t, a)}
		var wg sync.WaitGroup
		last := make(chan bool, len(all))
		for _, b := range all {
			wg.Go(func() { last <- !b.Leave() })
		}
		wg.Wait()
		close(last)
		n := 0
		for is := range last {
			if is {
				n++
			}
		}
		for _, b := range all {
			b.Close()
		}
		if n != 1 {
			t.Fatal(n, "were the last")
		}
	}
}

// A killed process holds nothing.
func TestBlockOfAKilledProcess(t *testing.T) {
	a := newBlock(t)
	defer a.Close()
	fd, errno := a.Holder()
	if errno != 0 {
		t.Fatal(errno)
	}
	f := os.NewFile(uintptr(fd), "")
	cmd := exec.Command("sleep", "60")
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if !a.Others() {
		t.Error("the other process does not count")
	}
	cmd.Process.Kill()
	cmd.Wait()
	if a.Others() {
		t.Error("the killed process counts")
	}
}

// What is no block is not taken for one.
func TestFalseBlocks(t *testing.T) {
	open := func(fd int, err error) int {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return fd
	}
	plain := open(unix.MemfdCreate("plain", unix.MFD_CLOEXEC))
	unix.Ftruncate(plain, 1<<20)
	short := open(unix.MemfdCreate("short", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING))
	unix.FcntlInt(uintptr(short), unix.F_ADD_SEALS, unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_SEAL)
	for what, fd := range map[string]int{
		"a file that can shrink": plain,
		"a short one":            short,
		"/dev/null":              open(unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)),
	} {
		if b, errno := registry.OpenBlock(fd); errno != registry.ErrNoBlock {
			t.Error(what, b, errno)
		}
	}
}

// deals is a door that gives and takes parcels.
func deals(t testing.TB) (d *registry.Door, got chan registry.Parcel, give *sync.Map) {
	t.Helper()
	got = make(chan registry.Parcel, 10)
	give = new(sync.Map) // by ticket
	d, err := registry.OpenDoor(registry.Doings{
		Deliver: func(_ registry.Peer, p registry.Parcel) (func(), bool) {
			if string(p.Text) == "unwanted" {
				return nil, false
			}
			got <- p
			return func() {}, true
		},
		Fetch: func(_ registry.Peer, ticket uint32) (registry.Parcel, func(bool), bool) {
			p, ok := give.LoadAndDelete(ticket)
			if !ok {
				return registry.Parcel{}, nil, false
			}
			return p.(registry.Parcel), func(taken bool) {
				if !taken {
					give.Store(ticket, p)
				}
			}, true
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d, got, give
}

func TestParcels(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	d, got, give := deals(t)
	defer d.Close()
	self := registry.Peer{PID: os.Getpid(), UID: uint32(os.Geteuid())}
	null, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(null)
	text := []byte(strings.Repeat("long ", 10_000))
	if !registry.Deliver(self, registry.Parcel{Text: text, Files: []int{null, null}}) {
		t.Fatal("nobody opened")
	}
	p := <-got
	if !bytes.Equal(p.Text, text) || len(p.Files) != 2 {
		t.Errorf("%d bytes, %d files", len(p.Text), len(p.Files))
	}
	p.Close()
	if registry.Deliver(self, registry.Parcel{Text: []byte("unwanted"), Files: []int{null}}) {
		t.Error("what was refused was delivered")
	}
	if registry.Deliver(registry.Peer{PID: self.PID, UID: self.UID + 1}, registry.Parcel{}) ||
		registry.Deliver(registry.Peer{PID: 1, UID: self.UID}, registry.Parcel{}) {
		t.Error("delivered to somebody else")
	}

	ticket := d.NewTicket()
	give.Store(ticket, registry.Parcel{Text: []byte("fetched"), Files: []int{null}})
	seen := ""
	p, ok := registry.Fetch(ticket, func(p registry.Parcel) { seen = string(p.Text) })
	if !ok || string(p.Text) != "fetched" || len(p.Files) != 1 || seen != "fetched" {
		t.Errorf("%v %q %d", ok, p.Text, len(p.Files))
	}
	p.Close()
	if _, ok := registry.Fetch(ticket, func(registry.Parcel) {}); ok {
		t.Error("a ticket was good twice")
	}
	tickets := map[uint32]bool{}
	for range 1000 {
		tickets[d.NewTicket()] = true
	}
	if len(tickets) < 990 || tickets[0] {
		t.Error(len(tickets), "different tickets of 1000")
	}
}

// Visitors that talk nonsense, or nothing, are in nobody's way.
func TestDoorOfNonsense(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_RUN_DIR", dir)
	d, got, _ := deals(t)
	defer d.Close()
	names, _ := os.ReadDir(dir)
	at := dir + "/" + names[0].Name()
	knock := func() {
		for _, nonsense := range []string{"", "s", "dxxxx", "d\xff\xff\xff\xff", "f\x04\x00\x00\x00abc", "z\x00\x00\x00\x00", "f\x02\x00\x00\x00ab"} {
			fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { unix.Close(fd) })
			if err := unix.Connect(fd, &unix.SockaddrUnix{Name: at}); err != nil {
				t.Fatal(err)
			}
			unix.Write(fd, []byte(nonsense))
		}
	}
	took := time.Hour
	for tries := 0; tries < 5 && took > 500*time.Millisecond; tries++ { // the machine may pause
		knock()
		began := time.Now()
		if !registry.Deliver(registry.Peer{PID: os.Getpid(), UID: uint32(os.Geteuid())}, registry.Parcel{Text: []byte("in time")}) {
			t.Error("nobody opened")
		}
		if p := <-got; string(p.Text) != "in time" {
			t.Errorf("%q", p.Text)
		}
		took = time.Since(began)
	}
	if took > 500*time.Millisecond {
		t.Error("visitors with nonsense were waited for:", took)
	}
}

func ExampleBlock() {
	b, _ := registry.NewBlock()
	defer b.Close()
	b.Update(func([]byte) []byte { return []byte("what all should know") })
	fd, _ := b.Holder() // for another process
	fmt.Println(b.Others())
	unix.Close(fd)
	text, _ := b.Text()
	fmt.Printf("%v %s\n", b.Others(), text)
	// Output:
	// true
	// false what all should know
}
