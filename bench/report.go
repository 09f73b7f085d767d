package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
)

// heading tells how the results were made.
func heading(reps int) string {
	return fmt.Sprintf("# Results\n\nMade by `go run ./bench %s`.\n"+
		"%s, %s/%s, %d processors, Linux %s, TCP with %s. Medians of %d interleaved repetitions; ratios are paired (ours / the other's), with quartiles.\n",
		strings.Join(os.Args[1:], " "), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), kernel(), congestion(), reps)
}

// report writes the tables of what is measured in this process and in single.c;
// those that are empty are left out.
func report(results []*result, c []*cResult, figures []figure) string {
	var b strings.Builder
	if len(results)+len(c)+len(figures) > 0 {
		b.WriteString("\n## Single calls\n")
	}
	for i, r := range results {
		if i == 0 {
			b.WriteString("\n| workload | beside | theirs ns/op | ours ns/op | time, ratio | processor, ratio | goal | met |\n")
			b.WriteString("| --- | --- | ---: | ---: | --- | --- | --- | --- |\n")
		}
		ours, theirs := r.costs[ours], r.costs[theirs]
		time := paired(ours, theirs, wall)
		fmt.Fprintf(&b, "| %s | %s | %.0f | %.0f | %v | %v | %s | %s |\n", r.what, r.other,
			middle(theirs, wall), middle(ours, wall), time, paired(ours, theirs, cpu), r.goal, met(time.median <= r.limit))
	}
	b.WriteString(cReport(c))
	for i, f := range figures {
		if i == 0 {
			b.WriteString("\n| figure | value | goal | met |\n| --- | ---: | --- | --- |\n")
		}
		fmt.Fprintf(&b, "| %s | %.4g %s | %s | %s |\n", f.what, f.value, f.unit, f.goal, met(f.value <= f.limit))
	}
	return b.String()
}

func met(ok bool) string {
	if ok {
		return "yes"
	}
	return "no"
}

// congestion is the congestion control of this machine's TCP: some pace what they
// send with timers, through loopback too.
func congestion() string {
	name, err := os.ReadFile("/proc/sys/net/ipv4/tcp_congestion_control")
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(name))
}

// kernel is the running kernel's version.
func kernel() string {
	var u syscall.Utsname
	if err := syscall.Uname(&u); err != nil {
		return "?"
	}
	var release strings.Builder
	for _, c := range u.Release {
		if c == 0 {
			break
		}
		release.WriteByte(byte(c))
	}
	return release.String()
}
