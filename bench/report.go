package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
)

// report writes the tables in Markdown.
func report(reps int, results []*result, c []*cResult, figures []figure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Results\n\nMade by `go run ./bench %s`.\n", strings.Join(os.Args[1:], " "))
	fmt.Fprintf(&b, "%s, %s/%s, %d processors, Linux %s. Medians of %d interleaved repetitions; ratios are paired (ours / the other's), with quartiles.\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), kernel(), reps)
	b.WriteString("| workload | beside | theirs ns/op | ours ns/op | time, ratio | processor, ratio | goal | met |\n")
	b.WriteString("| --- | --- | ---: | ---: | --- | --- | --- | --- |\n")
	for _, r := range results {
		time, processor := r.ratios(wall), r.ratios(cpu)
		fmt.Fprintf(&b, "| %s | %s | %.0f | %.0f | %v | %v | %s | %s |\n", r.what, r.other,
			r.median(theirs, wall), r.median(ours, wall), time, processor, r.goal, met(time.median <= r.limit))
	}
	b.WriteString(cReport(c))
	b.WriteString("\n| figure | value | goal | met |\n| --- | ---: | --- | --- |\n")
	for _, f := range figures {
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
