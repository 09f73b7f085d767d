package core

import (
	"sync/atomic"

	"winsock/internal/object"
	"winsock/internal/sys"
	"winsock/ws2def"
)

// What is here is done for C programs by capi/ws2_32/datagrams.c.

// batch is what [Datagrams] need of which the Go face goes on with the receives.
type batch struct {
	sys.Batch
	packets [sys.BatchSize]object.Packet
}

// datagramsOf is what has the datagrams of h, which the caller uses until it takes
// itself out of users; nil: nothing has.
func datagramsOf(h Handle) *Datagrams {
	l := expresses.find(h)
	if l == nil || l.word.Load()&expressDatagrams == 0 {
		return nil
	}
	d := l.datagrams.Load()
	if d.batch == nil {
		return nil // C has it
	}
	d.users.Add(1)
	if d.open.Load() == 0 || d.handle != uint32(h) {
		d.gone()
		return nil
	}
	return d
}

func (d *Datagrams) gone() { d.users.Add(^uint32(0)) }

// linuxInet6 is Linux's number of AF_INET6.
const linuxInet6 = 10

// destination makes the kernel's address in at of the program's name. It returns nil for
// one that Winsock treats in another way than the kernel.
func (d *Datagrams) destination(at *[ws2def.SizeofSockaddrInet6]byte, name []byte) []byte {
	const v4, v6 = ws2def.SizeofSockaddrInet4, ws2def.SizeofSockaddrInet6
	switch {
	case len(name) >= v4 && d.family == ws2def.AF_INET && ws2def.Family(name) == ws2def.AF_INET &&
		ws2def.Port(name) != 0 && [4]byte(name[4:8]) != [4]byte{}:
		return at[:copy(at[:], name[:v4])]
	case len(name) >= v6 && d.family == ws2def.AF_INET6 && ws2def.Family(name) == ws2def.AF_INET6 &&
		ws2def.Port(name) != 0 && name[8+15] != 0 && name[8+10] == 0:
		copy(at[:], name[:v6])
		at[0] = linuxInet6
		return at[:]
	}
	return nil
}

// ended ends an operation and returns its packet.
func (d *Datagrams) ended(ov *ws2def.Overlapped, n uint32, status ws2def.NTStatus) object.Packet {
	end(ov, status, int(n))
	return object.Packet{Key: d.key, Overlapped: sys.AddressOf(ov), Bytes: n, Status: uint32(status)}
}

// SendDatagram is [StartSendMsg] of p to name, nil for the peer, of which only a packet
// tells, when the socket needs no more than the kernel: ok.
func SendDatagram(h Handle, p, name []byte, a *Async) (n int, e Errno, ok bool) {
	d := datagramsOf(h)
	if d == nil {
		return 0, 0, false
	}
	defer d.gone()
	var at [ws2def.SizeofSockaddrInet6]byte
	var to []byte
	if name != nil {
		if to = d.destination(&at, name); to == nil {
			return 0, 0, false
		}
	}
	if n, errno := sys.SendTo(int(d.fd), p, 0, to); errno != 0 || n != len(p) {
		return 0, 0, false
	}
	k := d.ended(a.Overlapped, uint32(len(p)), ws2def.STATUS_SUCCESS)
	if d.modes&ws2def.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS == 0 {
		heldPort(h).Add(k)
	}
	return len(p), 0, true
}

// RecvDatagram likewise is [StartRecvMsg]; from nil: nobody asks for the source.
func RecvDatagram(h Handle, p []byte, from *byte, fromLen *int32, a *Async) (n int, e Errno, ok bool) {
	d := datagramsOf(h)
	if d == nil {
		return 0, 0, false
	}
	n, e, errno := d.start(h, p, from, fromLen, a)
	d.gone()
	if errno != 0 {
		if errno != sys.WouldBlock {
			DatagramsFailed(h, int32(errno))
		}
		return 0, 0, false
	}
	return n, e, true
}

// start is RecvDatagram for a user of d. A Linux error: the long way has to be gone,
// because of it if it is not sys.WouldBlock.
func (d *Datagrams) start(h Handle, p []byte, from *byte, fromLen *int32, a *Async) (int, Errno, sys.Errno) {
	port := heldPort(h)
	r := datagram{a.Overlapped, nil, from, fromLen, uint32(len(p)), a.Issuer}
	if len(p) > 0 {
		r.buffer = &p[0]
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open.Load() == 0 || d.tail-d.head == maxDatagrams || from != nil && *fromLen < d.nameSize() {
		return 0, 0, sys.WouldBlock
	}
	none := d.head == d.tail
	if none && !port.Soon() {
		d.ready = 1
	}
	// While the program has packets to see to, receives gather for one system call.
	later := d.ready != 0 && (d.listed != 0 || port.LookLater(uint32(h)))
	if later {
		d.listed = 1
	}
	if none && d.ready != 0 && !later {
		got, errno := d.receive(&r, 1)
		switch {
		case errno != 0 && errno != sys.WouldBlock:
			return 0, 0, errno
		case got == 1:
			k := d.batch.packets[0]
			if d.modes&ws2def.FILE_SKIP_COMPLETION_PORT_ON_SUCCESS == 0 {
				port.Add(k)
			}
			return int(k.Bytes), ws2def.NTStatus(k.Status).WSA(), 0
		}
		d.ready = 0
	}
	atomic.StoreUintptr(&r.overlapped.Internal, uintptr(ws2def.STATUS_PENDING))
	d.ring[d.tail%maxDatagrams] = r
	d.tail++
	return 0, ws2def.WSA_IO_PENDING, 0
}

// nameSize is how much room there must be for a source's address.
func (d *Datagrams) nameSize() int32 {
	if d.family == ws2def.AF_INET {
		return ws2def.SizeofSockaddrInet4
	}
	return ws2def.SizeofSockaddrInet6
}

// receive receives for up to n of the receives that wait, or for one, and returns how
// many there were; batch.packets tells of them. The caller holds the lock.
func (d *Datagrams) receive(one *datagram, n int) (int, sys.Errno) {
	of := func(i int) *datagram {
		if one != nil {
			return one
		}
		return &d.ring[(d.head+uint32(i))%maxDatagrams]
	}
	for i := range n {
		r := of(i)
		d.batch.Set(i, r.buffer, r.size, r.from != nil)
	}
	got, errno := d.batch.Recv(int(d.fd), n)
	for i := range got {
		r := of(i)
		length, name, cut := d.batch.Got(i)
		if size := int32(len(name)); size > 0 && size <= *r.fromLen {
			to := sys.Bytes(r.from, len(name))
			copy(to, name)
			to[0], to[1] = byte(d.family), byte(d.family>>8)
			*r.fromLen = size
		}
		status := ws2def.NTStatus(ws2def.STATUS_SUCCESS)
		if cut {
			status = ws2def.STATUS_BUFFER_OVERFLOW
		}
		d.batch.packets[i] = d.ended(r.overlapped, length, status)
	}
	return got, errno
}

// reap goes on with the receives of h, of which the poller told; ok: with a packet. When
// there are more they are in the queue of p, in order.
func (d *Datagrams) reap(p *object.Port, h Handle, bits uint32) (k object.Packet, ok bool) {
	d.mu.Lock()
	if d.batch == nil || d.open.Load() == 0 || d.handle != uint32(h) {
		d.mu.Unlock()
		reap(h, bits)
		return k, false
	}
	d.ready = 1
	if bits == 0 {
		d.listed = 0
	}
	for first := true; d.ready != 0 && d.head != d.tail; {
		n := int(min(d.tail-d.head, sys.BatchSize))
		got, errno := d.receive(nil, n)
		d.head += uint32(got)
		if got < n {
			d.ready = 0
		}
		failed := errno != 0 && errno != sys.WouldBlock
		if ok && (got > 0 || failed) {
			p.Add(k)
			ok = false
		}
		if failed {
			d.mu.Unlock()
			DatagramsFailed(h, int32(errno))
			return k, false
		}
		if first && got == 1 {
			k, ok = d.batch.packets[0], true
		} else {
			p.AddAll(d.batch.packets[:got])
		}
		first = false
	}
	d.mu.Unlock()
	return k, ok
}
