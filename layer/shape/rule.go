package shape

import (
	"fmt"
	"net/netip"
	"time"

	"winsock/layer/rules"
)

// rule is what is done to the data of some peers; the zero value changes nothing.
type rule struct {
	rules.Rule
	Direction string   `json:"direction,omitempty"` // "send", "receive"; else both
	Delay     duration `json:"delay,omitempty"`
	Jitter    duration `json:"jitter,omitempty"`    // how far from Delay it may be, both ways
	Rate      int64    `json:"rate,omitempty"`      // bytes a second; 0: no limit
	Loss      float64  `json:"loss,omitempty"`      // of datagrams: the probability, as the next two
	Duplicate float64  `json:"duplicate,omitempty"` // arrives twice
	Reorder   float64  `json:"reorder,omitempty"`   // arrives behind the next one
	Seed      uint64   `json:"seed,omitempty"`      // 0: every run is different
}

// duration is a time as "15ms" in JSON.
type duration time.Duration

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = duration(v)
	return err
}

// check tells what is wrong with r.
func (r *rule) check() error {
	switch r.Direction {
	case "", "both", "send", "receive":
	default:
		return fmt.Errorf("the direction %q is not send, receive or both", r.Direction)
	}
	if r.Delay < 0 || r.Jitter < 0 || r.Rate < 0 {
		return fmt.Errorf("the delay, jitter or rate is negative")
	}
	for _, p := range []float64{r.Loss, r.Duplicate, r.Reorder} {
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("%g is no probability", p)
		}
	}
	return nil
}

// way is one direction of a socket.
type way string

const (
	sending   way = "send"
	receiving way = "receive"
)

// about is the rule for what goes one way between this program and peer; nil: none.
func (n *network) about(peer netip.AddrPort, w way) *rule {
	for i := range n.rules {
		if r := &n.rules[i]; r.Fits(peer) {
			if r.Direction != "" && r.Direction != "both" && r.Direction != string(w) {
				return nil
			}
			return r
		}
	}
	return nil
}
