package main

import (
	"fmt"
	"slices"
)

const (
	small = 4096  // buffer of a server for requests of 64 bytes
	block = 65536 // of a stream
)

// plain is the condition of a contest that has no other.
var plain = []variant{{}}

var (
	// Completion ports in C; all but Wine, which is too slow for some loads.
	own  = []*peer{ownEpoll, ownUring}
	fast = []*peer{rawEpoll, rawUring, ownEpoll, ownUring, goNet, goConn, goPortEpoll, goPortUring}
)

// contests in the order of the report. The first one tells how much raw epoll
// can do.
var contests = []contest{
	{
		name: "tcp64", what: "64 connections, 64 bytes ping-pong",
		mode: "tcp", load: connections(64), buffer: small, peers: peers, variants: plain,
	},
	{
		name: "tcp1000", what: "1000 connections, 64 bytes ping-pong",
		mode: "tcp", load: connections(1000), buffer: small, peers: peers, variants: plain,
	},
	{
		name: "blocks", what: "8 connections, streaming in blocks of 64 KiB, 4 under way",
		mode: "stream", load: []string{"-c", "8", "-b", "65536", "-d", "4"}, buffer: block, peers: peers, variants: plain,
	},
	{
		name: "churn", what: "connect, one exchange of 64 bytes, close; 64 at once",
		mode: "churn", load: connections(64), buffer: small, peers: peers, variants: plain,
	},
	{
		name: "udp64", what: "UDP, 64 peers, 64 bytes ping-pong",
		mode: "udp", load: connections(64), buffer: small,
		peers: []*peer{rawEpoll, rawUring, ownEpoll, ownUring, underWine, goNet, goPortEpoll, goPortUring}, variants: plain,
	},
	{
		name: "workers", what: "64 connections, 64 bytes, one worker and two; on both cores they share one with the generator, which needs it",
		mode: "tcp", load: connections(64), buffer: small,
		peers: []*peer{rawEpoll, rawUring, ownEpoll, ownUring, underWine},
		variants: []variant{
			{what: "1 worker, one core", server: []string{"-w", "1"}},
			{what: "2 workers, one core", server: []string{"-w", "2"}},
			{what: "1 worker, both cores", server: []string{"-w", "1"}, cores: allCores},
			{what: "2 workers, both cores", server: []string{"-w", "2"}, cores: allCores},
		}, part: 2,
	},
	{
		name: "idle", what: "64 connections, 64 bytes, with idle connections open beside",
		mode: "tcp", load: connections(64), buffer: small,
		peers:    []*peer{rawEpoll, rawUring, ownEpoll, ownUring, goNet, goConn},
		variants: []variant{{what: "none idle"}, {what: "15,000 idle", load: []string{"-i", "15000"}}}, part: 2,
	},
	{
		name: "options", what: "64 connections, 64 bytes, the same server with what a completion port can do beside",
		mode: "tcp", load: connections(64), buffer: small, peers: own,
		variants: []variant{
			{what: "GetQueuedCompletionStatus"},
			{what: "GetQueuedCompletionStatusEx", server: []string{"-x"}},
			{what: "skip on success", server: []string{"-k"}},
			{what: "both", server: []string{"-k", "-x"}},
		}, part: 2,
	},
	{
		name: "layers", what: "64 connections, 64 bytes, over layers",
		mode: "tcp", load: connections(64), buffer: small,
		peers: slices.Concat([]*peer{rawEpoll, ownEpoll}, layered), variants: plain,
	},
	{
		name: "half", what: "64 connections, 64 bytes, requests due at half the rate that raw epoll can answer at most",
		mode: "tcp", load: connections(64), buffer: small, peers: fast,
		variants: []variant{{fraction: .5}},
	},
	{
		name: "latency", what: "latency over load: 64 connections, 64 bytes",
		mode: "tcp", load: connections(64), buffer: small, peers: fast,
		variants: fractions(.1, .3, .5, .7, .85, .95), part: 6, drawn: true,
	},
	{
		name: "scaling", what: "cost over connections, 64 bytes",
		mode: "tcp", buffer: small, peers: fast,
		variants: scales(1, 8, 64, 256, 1000, 4000, 10000), part: 6, drawn: true,
	},
}

func connections(n int) []string { return []string{"-c", fmt.Sprint(n)} }

// fractions of what raw epoll can do.
func fractions(all ...float64) []variant {
	var variants []variant
	for _, f := range all {
		variants = append(variants, variant{what: fmt.Sprintf("%.0f %%", 100*f), x: 100 * f, fraction: f})
	}
	return variants
}

// scales are numbers of connections.
func scales(all ...int) []variant {
	var variants []variant
	for _, n := range all {
		variants = append(variants, variant{what: fmt.Sprint(n), x: float64(n), load: connections(n)})
	}
	return variants
}
