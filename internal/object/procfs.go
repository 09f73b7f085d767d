package object

import (
	"bytes"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Fields of /proc/<pid>/stat behind the name, counted from the state.
const (
	statState    = 0
	statUser     = 11 // clock ticks
	statKernel   = 12 // clock ticks
	statStarted  = 19 // clock ticks since the system started
	statExitCode = 49
)

// clockTick is the unit of times in /proc: the kernel shows 100 a second on
// every architecture, whatever it counts with.
const clockTick = 10 * time.Millisecond

// stat reads what /proc tells of a process or (pid/task/tid) a thread.
func stat(path string) [][]byte {
	text, err := os.ReadFile("/proc/" + path + "/stat")
	if err != nil {
		return nil
	}
	// The name, in parentheses, may hold anything.
	i := bytes.LastIndexByte(text, ')')
	if i < 0 {
		return nil
	}
	return bytes.Fields(text[i+1:])
}

func statTicks(fields [][]byte, field int) (ticks int64, ok bool) {
	if field >= len(fields) {
		return 0, false
	}
	n, err := strconv.ParseInt(string(fields[field]), 10, 64)
	return n * int64(clockTick/tick), err == nil
}

// sleeping reports whether a thread of this process sleeps in the kernel.
func sleeping(id uint32) bool {
	fields := stat("self/task/" + strconv.Itoa(int(id)))
	return len(fields) > statState && (fields[statState][0] == 'S' || fields[statState][0] == 'D')
}

// used is the processor time that a process has used.
func used(pid int) (kernel, user int64, ok bool) { return usedBy(stat(strconv.Itoa(pid))) }

func usedBy(fields [][]byte) (kernel, user int64, ok bool) {
	kernel, ok = statTicks(fields, statKernel)
	if !ok {
		return 0, 0, false
	}
	user, ok = statTicks(fields, statUser)
	return kernel, user, ok
}

// started is when a process began; 0: nobody knows.
func started(pid int) int64 { return startOf(stat(strconv.Itoa(pid))) }

func startOf(fields [][]byte) int64 {
	since, ok := statTicks(fields, statStarted)
	var up unix.Timespec
	if !ok || unix.ClockGettime(unix.CLOCK_BOOTTIME, &up) != nil {
		return 0
	}
	return ticksOf(time.Now()) - up.Nano()/int64(tick) + since
}

// ending is how a process ended that is not ours, as long as its parent has not
// asked.
func ending(pid int) (sys.Ending, bool) {
	fields := stat(strconv.Itoa(pid))
	if len(fields) <= statExitCode || string(fields[statState]) != "Z" {
		return sys.Ending{}, false
	}
	status, err := strconv.Atoi(string(fields[statExitCode]))
	if err != nil {
		return sys.Ending{}, false
	}
	w := unix.WaitStatus(status)
	if w.Signaled() {
		return sys.Ending{Signal: w.Signal()}, true
	}
	return sys.Ending{Code: w.ExitStatus()}, true
}
