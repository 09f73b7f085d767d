package sys

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// BPFInstruction is an instruction of a program for the kernel's own machine: code,
// registers, offset and immediate as they lie in memory.
//
// Source: bpf(2), the kernel's documentation of the instruction set.
type BPFInstruction uint64

// bpf makes the system call; attr is the command's part of union bpf_attr.
func bpf[T any](cmd int, attr *T) (int, Errno) {
	if e := injected("bpf"); e != 0 {
		return -1, e
	}
	n, _, e := syscall.Syscall(unix.SYS_BPF, uintptr(cmd), uintptr(unsafe.Pointer(attr)), unsafe.Sizeof(*attr))
	if e != 0 {
		return -1, e
	}
	return int(n), 0
}

// BPFMap makes a map of a kind with sizes in bytes; entries is a ring's size in bytes.
func BPFMap(kind, key, value, entries uint32) (int, Errno) {
	return bpf(unix.BPF_MAP_CREATE, &struct{ kind, key, value, entries uint32 }{kind, key, value, entries})
}

type bpfElement struct {
	fd, _      uint32
	key, value unsafe.Pointer
	_          uint64 // flags
}

// BPFMapSet gives a key a value in a map whose keys and values have 32 bits.
func BPFMapSet(fd int, key, value uint32) Errno {
	_, e := bpf(unix.BPF_MAP_UPDATE_ELEM, &bpfElement{fd: uint32(fd), key: unsafe.Pointer(&key), value: unsafe.Pointer(&value)})
	return e
}

// BPFMapDelete removes a key of 32 bits from a map.
func BPFMapDelete(fd int, key uint32) Errno {
	_, e := bpf(unix.BPF_MAP_DELETE_ELEM, &bpfElement{fd: uint32(fd), key: unsafe.Pointer(&key)})
	return e
}

// BPFProgram loads a program of a kind that will be attached in the way attach.
// said is what the kernel's verifier has to say against it.
func BPFProgram(kind, attach uint32, code []BPFInstruction) (fd int, said string, e Errno) {
	license := [...]byte{'G', 'P', 'L', 0} // the kernel's helpers ask for it
	load := func(log []byte) (int, Errno) {
		attr := struct {
			kind, count     uint32
			code, license   unsafe.Pointer
			level, size     uint32
			log             unsafe.Pointer
			version, flags  uint32
			name            [16]byte
			ifindex, attach uint32
		}{
			kind: kind, count: uint32(len(code)), code: unsafe.Pointer(unsafe.SliceData(code)),
			license: unsafe.Pointer(&license), name: [16]byte{'w', 'i', 'n', 's', 'o', 'c', 'k'}, attach: attach,
		}
		if len(log) > 0 {
			attr.level, attr.size, attr.log = 1, uint32(len(log)), unsafe.Pointer(unsafe.SliceData(log))
		}
		return bpf(unix.BPF_PROG_LOAD, &attr)
	}
	if fd, e = load(nil); e == 0 || e == unix.EPERM || e == unix.ENOSYS {
		return fd, "", e
	}
	log := make([]byte, 1<<16)
	if fd, e := load(log); e == 0 {
		return fd, "", 0
	}
	return -1, unix.ByteSliceToString(log), e
}

// BPFLink attaches a program to target in the way attach. Closing the descriptor,
// as the end of the process does, ends it.
func BPFLink(program, target int, attach uint32) (int, Errno) {
	return bpf(unix.BPF_LINK_CREATE, &struct {
		program, target, attach, flags uint32
	}{uint32(program), uint32(target), attach, 0})
}
