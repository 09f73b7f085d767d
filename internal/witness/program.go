package witness

import (
	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// A program fills in this record on its stack and puts it into the ring.
const (
	recordSize = 80

	atTime      = 0  // u64, CLOCK_MONOTONIC, ns
	atCookie    = 8  // u64, of the socket
	atNamespace = 16 // u64, the cookie of the network namespace
	atTask      = 24 // u64, process and thread
	atUser      = 32 // u64, group and user
	atWhat      = 40 // u32: bound, protocol<<8, port<<16
	atFamily    = 44 // u32: 4 or 6
	atAddress   = 48 // 16 bytes
	atCommand   = 64 // 16 bytes
)

// Registers: 0 is a call's result, 1 to 5 its arguments, 6 to 9 are kept, 10 is the
// end of the stack.
const (
	context  = 6
	protocol = 7
	port     = 8
	frame    = 10
)

// Instruction codes.
const (
	load32    = unix.BPF_LDX | unix.BPF_MEM | unix.BPF_W
	store32   = unix.BPF_STX | unix.BPF_MEM | unix.BPF_W
	store64   = unix.BPF_STX | unix.BPF_MEM | unix.BPF_DW
	zero32    = unix.BPF_ST | unix.BPF_MEM | unix.BPF_W
	copy64    = unix.BPF_ALU64 | unix.BPF_MOV | unix.BPF_X
	set64     = unix.BPF_ALU64 | unix.BPF_MOV | unix.BPF_K
	add64     = unix.BPF_ALU64 | unix.BPF_ADD | unix.BPF_K
	left64    = unix.BPF_ALU64 | unix.BPF_LSH | unix.BPF_K
	or64      = unix.BPF_ALU64 | unix.BPF_OR | unix.BPF_X
	orValue   = unix.BPF_ALU64 | unix.BPF_OR | unix.BPF_K
	mask64    = unix.BPF_ALU64 | unix.BPF_AND | unix.BPF_K
	toHost    = unix.BPF_ALU | unix.BPF_END | unix.BPF_TO_BE // a port, from the network's order
	skipIf    = unix.BPF_JMP | unix.BPF_JNE | unix.BPF_K
	call      = unix.BPF_JMP | unix.BPF_CALL
	exit      = unix.BPF_JMP | unix.BPF_EXIT
	address   = unix.BPF_LD | unix.BPF_IMM | unix.BPF_DW
	mapBehind = unix.BPF_PSEUDO_MAP_FD
)

// Helpers of the kernel.
const (
	helpLookup    = 1
	helpTime      = 5
	helpTask      = 14
	helpUser      = 15
	helpCommand   = 16
	helpCookie    = 46
	helpNamespace = 122
	helpRing      = 130
)

// do is one instruction.
func do(code, to, from, offset, value int) sys.BPFInstruction {
	return sys.BPFInstruction(uint64(uint8(code)) | uint64(to&15)<<8 | uint64(from&15)<<12 |
		uint64(uint16(offset))<<16 | uint64(uint32(value))<<32)
}

// place is where a program runs, and where in its context things are.
type place struct {
	kind, attach uint32
	bound        int // 1: after a bind
	family       int
	protocol     int // offsets
	port         int
	address      int
	netOrder     bool // the port
}

// places are where binds are watched.
//
// Source: struct bpf_sock_addr and struct bpf_sock of linux/bpf.h.
var places = []place{
	{unix.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, unix.BPF_CGROUP_INET4_BIND, 0, 4, 36, 24, 4, true},
	{unix.BPF_PROG_TYPE_CGROUP_SOCK_ADDR, unix.BPF_CGROUP_INET6_BIND, 0, 6, 36, 24, 8, true},
	{unix.BPF_PROG_TYPE_CGROUP_SOCK, unix.BPF_CGROUP_INET4_POST_BIND, 1, 4, 12, 44, 24, false},
	{unix.BPF_PROG_TYPE_CGROUP_SOCK, unix.BPF_CGROUP_INET6_POST_BIND, 1, 6, 12, 44, 28, false},
}

// program is what runs there: when the port is one of those in the map ports, it
// puts a record into ring. It allows every bind.
func (p *place) program(ports, ring int) []sys.BPFInstruction {
	const record, key = -recordSize, -recordSize - 8
	code := []sys.BPFInstruction{
		do(copy64, context, 1, 0, 0),
		do(load32, protocol, context, p.protocol, 0),
		do(load32, port, context, p.port, 0),
	}
	add := func(more ...sys.BPFInstruction) { code = append(code, more...) }
	if p.netOrder {
		add(do(toHost, port, 0, 0, 16))
	}
	add(
		do(mask64, protocol, 0, 0, 0xff),
		do(copy64, 1, protocol, 0, 0),
		do(left64, 1, 0, 0, 16),
		do(or64, 1, port, 0, 0),
		do(store32, frame, 1, key, 0),
		do(address, 1, mapBehind, 0, ports), 0,
		do(copy64, 2, frame, 0, 0),
		do(add64, 2, 0, 0, key),
		do(call, 0, 0, 0, helpLookup),
		do(skipIf, 0, 0, 2, 0),
		do(set64, 0, 0, 0, 1),
		do(exit, 0, 0, 0, 0),

		do(left64, port, 0, 0, 16),
		do(left64, protocol, 0, 0, 8),
		do(or64, port, protocol, 0, 0),
		do(orValue, port, 0, 0, p.bound),
		do(store32, frame, port, record+atWhat, 0),
		do(zero32, frame, 0, record+atFamily, p.family),
	)
	ask := func(helper, at int) {
		add(do(copy64, 1, context, 0, 0), do(call, 0, 0, 0, helper), do(store64, frame, 0, record+at, 0))
	}
	ask(helpTime, atTime)
	ask(helpCookie, atCookie)
	ask(helpNamespace, atNamespace)
	ask(helpTask, atTask)
	ask(helpUser, atUser)
	for i := 0; i < 16; i += 4 {
		if p.family == 4 && i > 0 {
			add(do(zero32, frame, 0, record+atAddress+i, 0))
			continue
		}
		add(do(load32, 1, context, p.address+i, 0), do(store32, frame, 1, record+atAddress+i, 0))
	}
	add(
		do(copy64, 1, frame, 0, 0),
		do(add64, 1, 0, 0, record+atCommand),
		do(set64, 2, 0, 0, 16),
		do(call, 0, 0, 0, helpCommand),
		do(address, 1, mapBehind, 0, ring), 0,
		do(copy64, 2, frame, 0, 0),
		do(add64, 2, 0, 0, record),
		do(set64, 3, 0, 0, recordSize),
		do(set64, 4, 0, 0, 0),
		do(call, 0, 0, 0, helpRing),
		do(set64, 0, 0, 0, 1),
		do(exit, 0, 0, 0, 0),
	)
	return code
}
