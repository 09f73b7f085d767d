package sys

import (
	"os"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// BPFRing is the reader's side of a ring buffer that kernel programs write to.
//
// Source: the kernel's documentation of BPF ring buffers.
type BPFRing struct {
	data     []byte // twice, so that no record is torn where the ring begins again
	size     uint64
	consumer *atomic.Uint64
	producer *atomic.Uint64
	pages    [2][]byte // what is mapped
}

// MapBPFRing maps the ring buffer of size bytes behind fd.
func MapBPFRing(fd, size int) (*BPFRing, Errno) {
	if e := injected("mmap"); e != 0 {
		return nil, e
	}
	page := os.Getpagesize()
	own, err := unix.Mmap(fd, 0, page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, number(err)
	}
	kernel, err := unix.Mmap(fd, int64(page), page+2*size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		unix.Munmap(own)
		return nil, number(err)
	}
	return &BPFRing{
		data: kernel[page:], size: uint64(size), pages: [2][]byte{own, kernel},
		consumer: (*atomic.Uint64)(unsafe.Pointer(unsafe.SliceData(own))),
		producer: (*atomic.Uint64)(unsafe.Pointer(unsafe.SliceData(kernel))),
	}, 0
}

// Bits of the length that stands before a record.
const (
	ringBusy    = 1 << 31 // it is still being written
	ringDiscard = 1 << 30
)

// Next calls f with each record that is complete. One reader at a time.
func (r *BPFRing) Next(f func(record []byte)) {
	for at := r.consumer.Load(); at < r.producer.Load(); {
		header := r.data[at%r.size:]
		length := (*atomic.Uint32)(unsafe.Pointer(unsafe.SliceData(header))).Load()
		if length&ringBusy != 0 {
			return
		}
		n := length &^ (ringBusy | ringDiscard)
		if length&ringDiscard == 0 {
			f(header[8 : 8+n])
		}
		at += (uint64(n) + 8 + 7) &^ 7
		r.consumer.Store(at)
	}
}

// Unmap ends the use of the ring.
func (r *BPFRing) Unmap() {
	for _, p := range r.pages {
		unix.Munmap(p)
	}
}
