package main

import (
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"
)

// progressBar shows on a terminal how far the input has been sent. Nil shows
// nothing.
type progressBar struct {
	writer  progress.Writer
	tracker *progress.Tracker
	done    chan struct{}
}

// newProgressBar begins to show the way of total bytes.
func newProgressBar(w io.Writer, total int64) *progressBar {
	b := &progressBar{
		writer:  progress.NewWriter(),
		tracker: &progress.Tracker{Message: "sent", Total: total, Units: progress.UnitsBytes},
		done:    make(chan struct{}),
	}
	style := progress.StyleDefault
	if coloured(w) {
		style.Colors = progress.StyleColorsExample
	}
	style.Visibility.Speed = true
	style.Visibility.ETA = true
	b.writer.SetStyle(style)
	b.writer.SetOutputWriter(w)
	b.writer.SetUpdateFrequency(100 * time.Millisecond)
	b.writer.SetAutoStop(false)
	b.writer.SetTrackerLength(max(10, min(40, width(w)/3)))
	b.writer.AppendTracker(b.tracker)
	go func() {
		b.writer.Render()
		close(b.done)
	}()
	return b
}

// add says that n more bytes were sent.
func (b *progressBar) add(n int) {
	if b != nil {
		b.tracker.Increment(int64(n))
	}
}

// stop leaves the bar as it is; it may be called more than once.
func (b *progressBar) stop() {
	if b == nil {
		return
	}
	select {
	case <-b.done:
		return
	default:
	}
	if b.tracker.Value() >= b.tracker.Total {
		b.tracker.MarkAsDone()
	} else {
		b.tracker.MarkAsErrored()
	}
	for {
		b.writer.Stop() // does nothing before Render has begun
		select {
		case <-b.done:
			return
		case <-time.After(time.Millisecond):
		}
	}
}
