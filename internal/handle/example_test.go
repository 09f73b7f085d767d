package handle_test

import (
	"fmt"

	"winsock/internal/handle"
)

// file is something that a handle can stand for.
type file string

func (f file) Finish() { fmt.Println(string(f), "is finished") }

// A closed handle means nothing at once; its object is finished when the last
// user is done with it.
func Example() {
	var table handle.Table
	h, _ := table.Open(file("a"), 0)
	using := table.Acquire(h)
	table.Close(h)
	fmt.Println(using, "is in use,", table.Acquire(h), "is what the handle means")
	table.Release(h) // the closer's reference
	table.Release(h) // the user's
	// Output:
	// a is in use, <nil> is what the handle means
	// a is finished
}
