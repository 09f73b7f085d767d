package quality

import (
	"math/bits"
	"time"
)

// Bucket is the token bucket of a flow: it says when the next message may go. Instead
// of tokens it counts the moment at which all that was sent would have gone at the
// flow's rate.
//
// Times are durations on any one clock. The zero Bucket lets everything pass.
//
// Source: P-460.
type Bucket struct {
	rate, peak, depth, least uint64

	even     time.Duration // when all that was sent is paid for at the rate
	peakEven time.Duration // ... at the peak
	pressed  time.Duration // until when the sender counts as one that has to wait
}

// A sender that has to wait may get up late by up to late without losing credit: it is
// the system's fault then and not the sender's. It counts as one that waits until
// patience after the moment at which it could have gone on.
const (
	late     = 50 * time.Millisecond
	patience = 200 * time.Millisecond
)

// Set gives the bucket the limits of f at the moment now. What was sent and is not paid
// for yet is paid for at the new rate.
func (b *Bucket) Set(f *Flow, now time.Duration) {
	b.even = now + repay(b.even-now, b.rate, f.Rate)
	b.peakEven = now + repay(b.peakEven-now, b.peak, f.Peak)
	b.rate, b.peak, b.depth, b.least = f.Rate, f.Peak, f.Depth, f.Least
}

// repay is how long a debt of so much time at one rate takes at another; credit stays the
// time that it is.
func repay(debt time.Duration, from, to uint64) time.Duration {
	switch {
	case to == 0:
		return min(debt, 0)
	case debt <= 0:
		return debt
	}
	return takes(uint64(debt.Seconds()*float64(from)), to)
}

// Open reports whether the bucket lets everything pass.
func (b *Bucket) Open() bool { return b.rate == 0 && b.peak == 0 }

// takes is how long n bytes take at a rate.
func takes(n, rate uint64) time.Duration {
	if rate == 0 {
		return 0
	}
	high, low := bits.Mul64(n, uint64(time.Second))
	if high >= rate {
		return time.Hour // no message is that large
	}
	q, _ := bits.Div64(high, low, rate)
	return time.Duration(min(q, uint64(time.Hour)))
}

// Take asks for the sending of n bytes at the moment now: 0 when they may go, which
// is noted, else how long to wait. A message larger than all credit goes when there is
// no debt.
func (b *Bucket) Take(n int, now time.Duration) time.Duration {
	wait := b.Wait(n, now)
	if wait > 0 {
		b.pressed = now + wait + patience
		return wait
	}
	size := max(uint64(n), b.least)
	from := now
	if now < b.pressed {
		from = now - late
	}
	b.even = max(b.even, from) + takes(size, b.rate)
	b.peakEven = max(b.peakEven, from) + takes(size, b.peak)
	return 0
}

// Wait says how long n bytes would have to wait at the moment now, and notes nothing.
func (b *Bucket) Wait(n int, now time.Duration) time.Duration {
	size := max(uint64(n), b.least)
	cost := takes(size, b.rate)
	return max(b.even+cost-max(takes(b.depth, b.rate), cost)-now, b.peakEven-now, 0)
}
