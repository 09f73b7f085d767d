package registry

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// begin makes words that say 7.
func begin(n *Name) { n.Words[1].Store(7) }

// TestNames opens a name several times: each is another process to the kernel's
// locks.
func TestNames(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WINSOCK_RUN_DIR", dir)
	if n, state := OpenName("x", 1, nil); n != nil || state != NameMissing {
		t.Fatal("nobody has it:", state)
	}
	first, state := OpenName("x", 1, begin)
	if state != NameNew || first.Words[0].Load() != 1 || first.Words[1].Load() != 7 {
		t.Fatal("first:", state)
	}
	second, state := OpenName("x", 1, func(*Name) { t.Error("begun again") })
	if state != NameFound || second.Words[1].Load() != 7 || second.Token == first.Token {
		t.Fatal("second:", state)
	}
	second.Words[1].Store(8)
	if first.Words[1].Load() != 8 {
		t.Error("the words are not shared")
	}
	if n, state := OpenName("x", 2, begin); n != nil || state != NameOther {
		t.Error("another kind:", state)
	}
	other, state := OpenName("X", 2, begin)
	if state != NameNew {
		t.Error("another name:", state)
	}
	other.Close()
	if !second.Alive(first.Token) || second.Alive(first.Token+1) {
		t.Error("who lives?")
	}
	first.Close()
	if second.Alive(first.Token) {
		t.Error("closed, yet alive")
	}
	third, state := OpenName("x", 1, nil)
	if state != NameFound {
		t.Fatal("third:", state)
	}
	third.Close()
	second.Close()
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Error("left:", left)
	}
}

// TestNameOfTheDead finds the file of a process that was killed.
func TestNameOfTheDead(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	for _, fresh := range []func(*Name){nil, begin} {
		dead, state := OpenName("x", 1, func(n *Name) { n.Words[1].Store(9) })
		if state != NameNew {
			t.Fatal(state)
		}
		sys.UnmapWords(dead.Words) // as its end does
		sys.Close(dead.fd)
		sys.Close(dead.dir)
		n, state := OpenName("x", 2, fresh)
		if fresh == nil {
			if state != NameMissing {
				t.Fatal(state)
			}
			continue
		}
		if state != NameNew || n.Words[0].Load() != 2 || n.Words[1].Load() != 7 {
			t.Error("not new:", state)
		}
		n.Close()
	}
}

func TestNameGate(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	a, b := OpenNameGate(), OpenNameGate()
	defer a.Close()
	defer b.Close()
	if !a.Lock() || sys.LockByte(b.fd, 0) != unix.EAGAIN {
		t.Error("two hold the gate")
	}
	a.Unlock()
	if !b.Lock() {
		t.Error("nobody holds the gate")
	}
	b.Unlock()
}

// TestNameFaults fails each system call of opening a name in turn: the name is
// this process's own then, and nothing stays open.
func TestNameFaults(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	defer sys.Inject(nil)
	for n := 1; ; n++ {
		calls := 0
		sys.Inject(func(string) sys.Errno {
			if calls++; calls == n {
				return unix.EIO
			}
			return 0
		})
		name, state := OpenName("x", 1, begin)
		sys.Inject(nil)
		if name != nil {
			name.Close()
		}
		if (state == NameNew) != (name != nil) || state != NameNew && state != NameAlone {
			t.Fatalf("call %d: %v", n, state)
		}
		if calls < n {
			return
		}
	}
}
