// Command bench measures winsock beside what it stands on, and prints tables;
// make bench writes them to bench/RESULTS.md, with the charts latency.svg and
// scaling.svg.
//
// Both sides of a workload run in turn, again and again, and each repetition
// gives one ratio (ours / the other's); the tables show the median of these
// paired ratios with its quartiles, because throughput on a shared machine
// swings more from minute to minute than the sides differ. Beside the time
// stands the processor time, which noise touches least.
//
// Single calls ([workload], [cWorkload]) run in this process and in bench/c/single.c.
// Echo servers ([peer]) each run in a process of their own, under the load
// generator bench/c/load ([contest]): raw epoll and io_uring in C, one
// completion-port source (bench/c/iocp.c) compiled by wscc and for Wine, and
// servers in Go. [goal] is what is asked of ours.
//
// The generator drives small requests with io_uring where liburing and the kernel
// have it: with epoll it costs as much as the servers, and all that are as cheap as
// raw epoll show the generator's rate. Latencies at a load are judged by windows
// of 10 ms ([typical]), because the machine stops more often than a run is long.
//
//	go run ./bench                            all, 20 repetitions
//	go run ./bench -reps 50 -only transfer    one workload, longer
//	go run ./bench -only tcp64 -peers uring   one contest, raw epoll and io_uring
//	go run ./bench -only tcp64 -iocp "-a -k"  options for iocp.c
package main
