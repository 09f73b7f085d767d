package main

import (
	"flag"
	"fmt"
	"os"
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

func main() {
	reps := flag.Int("reps", 30, "repetitions of each side; the medians want 20 or more")
	only := flag.String("only", "", "run only the workloads with this word in their name")
	out := flag.String("o", "", "write the table to this file too")
	flag.Parse()

	var data winsock.WSAData
	check(winsock.WSAStartup(0x0202, &data))
	defer winsock.WSACleanup()

	var results []*result
	for i := range workloads {
		w := &workloads[i]
		if !strings.Contains(w.name, *only) {
			continue
		}
		r := &result{workload: w}
		for rep := range *reps {
			fmt.Fprintf(os.Stderr, "\r%-10s %d/%d ", w.name, rep+1, *reps)
			// Who goes first changes, so that neither gains by its place.
			first := rep % 2
			for _, which := range []int{first, 1 - first} {
				r.costs[which] = append(r.costs[which], w.measure(which))
			}
		}
		fmt.Fprintf(os.Stderr, "\r%-10s time %v, processor %v\n", w.name, r.ratios(wall), r.ratios(cpu))
		results = append(results, r)
	}
	c, starts, err := cFace(*reps, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: the C face is not measured:", err)
	}
	table := report(*reps, results, c, append(figures(), starts...))
	fmt.Print(table)
	if *out != "" {
		check(os.WriteFile(*out, []byte(table), 0o644))
	}
}
