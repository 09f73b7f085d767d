package object

import (
	"strings"
	"testing"

	"winsock/spi"
	"winsock/ws2def"
)

func TestNames(t *testing.T) {
	h, exists, e := CreateEvent("one", true, false, 0)
	if exists || e != 0 {
		t.Fatal(exists, e)
	}
	again, exists, e := CreateEvent(`Local\one`, false, true, 0)
	if !exists || e != 0 {
		t.Fatal(exists, e)
	}
	if same, _ := Same(nil, h, again); !same || look(t, nil, h) != WaitTimeout {
		t.Error("the second creation made or changed something")
	}
	for name, want := range map[string]Errno{
		"ONE": ErrorFileNotFound, `Global\one`: ErrorFileNotFound, "two": ErrorFileNotFound,
		"": ws2def.ERROR_INVALID_PARAMETER, `a\b`: ErrorPathNotFound, `Local\`: ErrorPathNotFound,
		`Global\a\b`: ErrorPathNotFound, strings.Repeat("x", maxName+1): ws2def.ERROR_INVALID_PARAMETER,
	} {
		if h, e := OpenEvent(name, 0); e != want {
			t.Errorf("%.20q: %#x %v", name, h, e)
		}
	}
	const wrong = ws2def.ERROR_INVALID_HANDLE
	if _, _, e := CreateMutex("one", nil, 0); e != wrong {
		t.Error(e)
	}
	if _, _, e := CreateSemaphore("one", 0, 1, 0); e != wrong {
		t.Error(e)
	}
	if _, _, e := CreateTimer("one", false, 0); e != wrong {
		t.Error(e)
	}
	if _, e := OpenMutex("one", 0); e != wrong {
		t.Error(e)
	}
	if _, e := OpenSemaphore("one", 0); e != wrong {
		t.Error(e)
	}
	if _, e := OpenTimer("one", 0); e != wrong {
		t.Error(e)
	}
	opened, e := OpenEvent("one", 0)
	if e != 0 {
		t.Fatal(e)
	}
	Close(h, spi.Park)
	Close(again, spi.Park)
	last, exists, _ := CreateEvent("one", true, false, 0)
	if !exists {
		t.Error("the name went before the last handle")
	}
	Close(opened, spi.Park)
	Close(last, spi.Park)
}

func TestNamesEnd(t *testing.T) {
	h, _, _ := CreateMutex("short", nil, 0)
	d, _ := Duplicate(nil, h, 0)
	Close(h, spi.Park)
	if o, e := OpenMutex("short", 0); e != 0 {
		t.Error("a duplicate keeps the name:", e)
	} else {
		Close(o, spi.Park)
	}
	Close(d, spi.Park)
	if _, e := OpenMutex("short", 0); e != ErrorFileNotFound {
		t.Error("a name without handles:", e)
	}
	if len(names.taken) != 0 {
		t.Error("left:", names.taken)
	}
}

func FuzzNames(f *testing.F) {
	for _, name := range []string{"", "x", `Global\x`, `Local\x`, `Local\Global\x`, `\`, "\x00", "é", strings.Repeat("x", maxName)} {
		f.Add(name, name)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		first, existsA, e := CreateEvent(a, true, false, 0)
		if e != 0 {
			if e != ErrorPathNotFound && e != ws2def.ERROR_INVALID_PARAMETER {
				t.Fatal(e)
			}
			return
		}
		defer Close(first, spi.Park)
		if existsA {
			t.Fatalf("%q exists", a)
		}
		second, existsB, e := CreateEvent(b, true, false, 0)
		if e != 0 {
			return
		}
		defer Close(second, spi.Park)
		plain := func(s string) string { return strings.TrimPrefix(s, `Local\`) }
		if want := a != "" && plain(a) == plain(b); existsB != want {
			t.Fatalf("%q and %q are one: %v", a, b, existsB)
		}
		if same, _ := Same(nil, first, second); same != existsB {
			t.Fatal("exists, but is another")
		}
	})
}
