// Command bench measures winsock beside what it stands on, and prints a table;
// make bench writes it to bench/RESULTS.md.
//
// Both sides of a workload run in turn, again and again in one process, and
// each repetition gives one ratio (ours / the other's); the table shows the
// median of these paired ratios with its quartiles, because throughput on a
// shared machine swings more from minute to minute than the sides differ.
// Beside the time stands the processor time of the whole process, which
// noise touches least.
//
//	go run ./bench                           all workloads, 30 repetitions
//	go run ./bench -reps 50 -only transfer   one of them, longer
//	go run ./bench -o table.md               to a file too
package main
