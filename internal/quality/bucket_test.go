package quality_test

import (
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/quality"
)

// run sends messages of n bytes for a time, late by as much as oversleep says whenever
// it has to wait, and returns the bytes sent.
func run(b *quality.Bucket, n int, from, to time.Duration, oversleep func() time.Duration) int {
	sent := 0
	for now := from; ; {
		if wait := b.Take(n, now); wait > 0 {
			if now += wait + oversleep(); now > to {
				return sent
			}
			continue
		}
		sent += n
	}
}

func exactly() time.Duration { return 0 }

func TestP460_Bucket(t *testing.T) {
	clause.Covers(t, "P-460")
	for name, tc := range map[string]struct {
		flow      quality.Flow
		size      int
		oversleep time.Duration
		want      int // in the first second
	}{
		"no limit would not end; a rate":    {quality.Flow{Rate: 1000, Depth: 100}, 100, 0, 1100},
		"messages larger than the depth":    {quality.Flow{Rate: 1000, Depth: 10}, 100, 0, 1100},
		"credit":                            {quality.Flow{Rate: 1000, Depth: 500}, 100, 0, 1500},
		"small ones count for more":         {quality.Flow{Rate: 1000, Depth: 100, Least: 50}, 10, 0, 220},
		"a peak holds back the credit":      {quality.Flow{Rate: 1000, Depth: 5000, Peak: 2000}, 100, 0, 2100},
		"getting up late costs nothing":     {quality.Flow{Rate: 1_000_000, Depth: 1000}, 1000, 5 * time.Millisecond, 1_001_000},
		"but much too late costs something": {quality.Flow{Rate: 1_000_000, Depth: 1000}, 1000, 100 * time.Millisecond, 460_000},
	} {
		var b quality.Bucket
		b.Set(&tc.flow, 0)
		got := run(&b, tc.size, 0, time.Second, func() time.Duration { return tc.oversleep })
		if got < tc.want*95/100 || got > tc.want*105/100 {
			t.Errorf("%s: %d bytes in a second, want about %d", name, got, tc.want)
		}
	}
	var open quality.Bucket
	if !open.Open() || open.Take(1<<30, 0) != 0 {
		t.Error("without limits a bucket holds something back")
	}
}

// Who sends less than the rate for a while has the depth as credit and no more.
func TestP460_CreditEnds(t *testing.T) {
	clause.Covers(t, "P-460")
	var b quality.Bucket
	b.Set(&quality.Flow{Rate: 1000, Depth: 300}, 0)
	run(&b, 100, 0, time.Second, exactly)
	burst := 0
	for b.Take(100, time.Hour) == 0 {
		burst += 100
	}
	if burst != 300 {
		t.Errorf("after an hour %d bytes go at once, want 300", burst)
	}
}

// A debt is paid at the rate that there is when it is paid.
func TestP460_AnotherRate(t *testing.T) {
	clause.Covers(t, "P-460")
	var b quality.Bucket
	b.Set(&quality.Flow{Rate: 10, Depth: 100}, 0)
	b.Take(1000, 0)
	if wait := b.Wait(1, time.Second); wait < 80*time.Second {
		t.Errorf("1000 bytes at 10 a second: %v", wait)
	}
	b.Set(&quality.Flow{Rate: 1000, Depth: 100}, time.Second)
	if wait := b.Wait(1, time.Second); wait < 800*time.Millisecond || wait > time.Second {
		t.Errorf("990 bytes at 1000 a second: %v", wait)
	}
	b.Set(&quality.Flow{}, time.Second)
	if wait := b.Wait(1, time.Second); wait != 0 || !b.Open() {
		t.Errorf("without a limit: %v", wait)
	}
}
