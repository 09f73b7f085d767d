package main

import (
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"winsock"
)

var workloads = []workload{
	{
		name: "open", what: "`WSASocket` + `Closesocket`, TCP", other: "`socket` + `close`",
		goal: "1.15", limit: 1.15, ops: 60000, sides: openClose,
	},
	{
		name: "transfer", what: "send + receive of 64 bytes, nobody waits", other: "`sendto` + `read`",
		goal: "1.10", limit: 1.10, ops: 50000, sides: sendRecv,
	},
	{
		name: "roundtrip", what: "blocking round trip of 64 bytes", other: "Go `net`",
		goal: "1.00", limit: 1.00, ops: 30000,
		sides: [2]side{theirs: roundTrip(netPair), ours: roundTrip(winsockPair)},
	},
	{
		name: "stream", what: "streaming in blocks of 64 KiB", other: "Go `net`",
		goal: "1.00", limit: 1.00, ops: 20000,
		sides: [2]side{theirs: streaming(netPair), ours: streaming(winsockPair)},
	},
}

// account says where the time goes; it is written by hand.
//
//go:embed ACCOUNT.md
var account string

func main() {
	reps := flag.Int("reps", 20, "repetitions of each side; the medians want 20 or more")
	only := flag.String("only", "", "run only what has this word in its name")
	who := flag.String("peers", "", "of the echo servers only these beside raw epoll: names with commas")
	seconds := flag.Float64("seconds", .4, "how long an echo server is under load in a run")
	options := flag.String("iocp", "", "options for the completion-port servers, such as \"-a -k\"")
	out := flag.String("o", "", "write RESULTS.md and the charts to this folder too, when nothing is left out")
	flag.Parse()
	defer endWine()

	table := heading(*reps) + singles(*reps, *only)
	order, all, err := echoServers(&runner{reps: *reps, seconds: *seconds, options: strings.Fields(*options)}, *only, *who)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: the echo servers are not measured:", err)
	}
	table += serverReport(order, all)
	fmt.Print(table)
	if *out == "" {
		return
	}
	if *only != "" || *who != "" || err != nil {
		fmt.Fprintf(os.Stderr, "bench: %s stays as it is: not everything was measured\n", *out)
		return
	}
	check(os.WriteFile(filepath.Join(*out, "RESULTS.md"), []byte(table+"\n"+account), 0o644))
	for name, picture := range charts(all) {
		check(os.WriteFile(filepath.Join(*out, name), []byte(picture), 0o644))
	}
}

// singles measures single calls: the workloads in this process, and the C face.
func singles(reps int, only string) string {
	var data winsock.WSAData
	check(winsock.WSAStartup(0x0202, &data))
	defer winsock.WSACleanup()
	var results []*result
	for i := range workloads {
		w := &workloads[i]
		if !strings.Contains(w.name, only) {
			continue
		}
		r := &result{workload: w}
		for rep := range reps {
			fmt.Fprintf(os.Stderr, "\r%-10s %d/%d ", w.name, rep+1, reps)
			// Who goes first changes, so that neither gains by its place.
			first := rep % 2
			for _, which := range []int{first, 1 - first} {
				r.costs[which] = append(r.costs[which], w.measure(which))
			}
		}
		a, b := r.costs[ours], r.costs[theirs]
		fmt.Fprintf(os.Stderr, "\r%-10s time %v, processor %v\n", w.name, paired(a, b, wall), paired(a, b, cpu))
		results = append(results, r)
	}
	c, starts, err := cFace(reps, only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: the C face is not measured:", err)
	}
	var counted []figure
	if strings.Contains("figures", only) {
		counted = append(figures(), starts...)
	}
	return report(results, c, counted)
}
