package handle_test

import (
	"testing"

	"winsock/internal/handle"
	"winsock/ws2def"
)

// thing is an object that counts how often it was finished.
type thing struct{ finished int }

func (o *thing) Finish() { o.finished++ }

// A handle's value can be given again, in another table and once.
func TestOpenAt(t *testing.T) {
	var from, to handle.Table
	var values []ws2def.Handle
	for range 5 {
		h, _ := from.Open(new(thing), 0)
		values = append(values, h)
	}
	// A value of a later generation, too.
	from.Close(values[2])
	from.Release(values[2])
	values[2], _ = from.Open(new(thing), 0)
	objects := map[ws2def.Handle]*thing{}
	for _, i := range []int{4, 0, 2} {
		objects[values[i]] = new(thing)
		if !to.OpenAt(values[i], objects[values[i]], handle.Inherit) {
			t.Fatal("OpenAt", values[i])
		}
		if to.OpenAt(values[i], new(thing), 0) {
			t.Error("twice", values[i])
		}
	}
	for _, h := range []ws2def.Handle{0, 3, 1 << 40, values[0] + 1, ws2def.InvalidHandle} {
		if to.OpenAt(h, new(thing), 0) {
			t.Errorf("OpenAt(%#x)", h)
		}
	}
	seen := map[ws2def.Handle]bool{values[0]: true, values[2]: true, values[4]: true}
	for range 10 {
		h, ok := to.Open(new(thing), 0)
		if !ok || seen[h] {
			t.Error("Open gives", h, ok)
		}
		seen[h] = true
	}
	for h, o := range objects {
		if to.Acquire(h) != o || to.Flags(h) != handle.Inherit {
			t.Error(h, "means something else")
		}
		another := new(thing)
		if to.Replace(h, another) {
			t.Error(h, "is replaced while it is in use")
		}
		to.Release(h)
		if !to.Replace(h, another) || to.Acquire(h) != another || o.finished != 0 {
			t.Error(h, "is not replaced")
		}
		to.Release(h)
		to.Close(h)
		to.Release(h)
		if another.finished != 1 || to.Replace(h, o) {
			t.Error(h, "is not closed")
		}
	}
}
