// Package shape is a layer that makes a network worse, for tests of programs: it delays
// what is sent and received, holds it to a rate, and loses, doubles and swaps datagrams.
// Streams keep their order and lose nothing. It is registered as "shape".
//
// What it does is said by rules (see [winsock/layer/rules]) in shape.json:
//
//	{"rules": [
//		{"port": "53", "loss": 0.1, "duplicate": 0.01, "reorder": 0.02, "seed": 7},
//		{"address": "10.0.0.0/8", "direction": "send", "delay": "40ms", "jitter": "5ms", "rate": 125000}
//	]}
//
// With a seed the fates of the datagrams of each socket, in the order in which they come,
// are the same in every run; sockets are told apart by the order in which the process
// opens them. Connections are made and ended without delay, but what was sent before the
// end arrives before it. Out-of-band data is not delayed when it is received.
//
// Cleanup waits for what closed sockets still have to send; a program that ends without it
// waits a second at the most.
package shape
