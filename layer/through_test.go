package layer_test

import (
	"testing"

	"winsock/layer"
	"winsock/spi"
)

// emptied is a socket that knows when it is empty.
type emptied struct{ spi.Socket }

func (emptied) Drains() bool { return true }

// A layer that gives what comes as it comes knows when it is empty if the socket below
// does; another one does not, and hides what that knows.
func TestPlain(t *testing.T) {
	for _, plain := range []bool{true, false} {
		below := &layer.Through{Plain: plain}
		below.Over(emptied{}, nil)
		top := &layer.Through{Plain: true}
		top.Over(below, nil)
		if d, ok := spi.Ability[spi.Drainer](top); !ok || d.Drains() != plain {
			t.Errorf("over a layer that is plain (%v): %v", plain, ok && d.Drains())
		}
	}
}
