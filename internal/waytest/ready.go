package waytest

import (
	"io"

	"winsock"
)

// ready is a socket whose calls are made again when wait says so.
type ready struct {
	s     winsock.Handle
	wait  func(write bool) error // until s may be ready to send, or else to receive or accept
	open  func(winsock.Handle) (Socket, error)
	close func()
}

// nonblocking is a socket of s that waits by wait.
func nonblocking(s winsock.Handle, open func(winsock.Handle) (Socket, error), wait func(write bool) error) (Socket, error) {
	on, code := uint32(1), uint32(winsock.FIONBIO)
	if err := winsock.Ioctlsocket(s, int32(code), &on); err != nil {
		return nil, err
	}
	return &ready{s: s, wait: wait, open: open, close: func() {}}, nil
}

// again makes a call until it does not fail for want of readiness.
func (r *ready) again(write bool, call func() error) error {
	for {
		if err := call(); err != winsock.WSAEWOULDBLOCK {
			return err
		}
		if err := r.wait(write); err != nil {
			return err
		}
	}
}

func (r *ready) Connect(to winsock.Sockaddr) error {
	if err := winsock.Connect(r.s, to); err != winsock.WSAEWOULDBLOCK {
		return err
	}
	if err := r.wait(true); err != nil {
		return err
	}
	if e, err := winsock.GetsockoptInt(r.s, winsock.SOL_SOCKET, winsock.SO_ERROR); err != nil || e != 0 {
		return winsock.Errno(e)
	}
	return nil
}

func (r *ready) Accept() (Socket, error) {
	var h winsock.Handle
	err := r.again(false, func() (err error) {
		h, _, err = winsock.Accept(r.s)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.open(h)
}

func (r *ready) Read(p []byte) (n int, err error) {
	err = r.again(false, func() (err error) {
		n, err = winsock.Recv(r.s, p, 0)
		return err
	})
	if n == 0 && err == nil {
		err = io.EOF
	}
	return max(n, 0), err
}

func (r *ready) Write(p []byte) (n int, err error) {
	err = r.again(true, func() (err error) {
		n, err = winsock.Send(r.s, p, 0) // all or nothing
		return err
	})
	return max(n, 0), err
}

func (r *ready) CloseWrite() error { return winsock.Shutdown(r.s, winsock.SD_SEND) }

func (r *ready) Close() error {
	defer r.close()
	return winsock.Closesocket(r.s)
}

// openEvents is a socket with WSAEventSelect: a failed connect is told with FD_CONNECT.
func openEvents(s winsock.Handle) (Socket, error) {
	event, err := winsock.WSACreateEvent()
	if err != nil {
		return nil, err
	}
	const all = winsock.FD_READ | winsock.FD_WRITE | winsock.FD_ACCEPT | winsock.FD_CONNECT | winsock.FD_CLOSE
	if err := winsock.WSAEventSelect(s, event, all); err != nil {
		return nil, err
	}
	wait := func(bool) error {
		if which, err := winsock.WSAWaitForMultipleEvents([]winsock.Handle{event}, true, patience, false); err != nil || which != 0 {
			return errLate
		}
		var happened winsock.WSANETWORKEVENTS
		if err := winsock.WSAEnumNetworkEvents(s, event, &happened); err != nil {
			return err
		}
		if e := happened.ErrorCode[winsock.FD_CONNECT_BIT]; happened.NetworkEvents&winsock.FD_CONNECT != 0 && e != 0 {
			return winsock.Errno(e)
		}
		return nil
	}
	return &ready{s: s, wait: wait, open: openEvents, close: func() { winsock.WSACloseEvent(event) }}, nil
}

// openPolled is a socket with WSAPoll.
func openPolled(s winsock.Handle) (Socket, error) {
	return nonblocking(s, openPolled, func(write bool) error {
		one := []winsock.WSAPOLLFD{{Fd: s, Events: winsock.POLLRDNORM}}
		if write {
			one[0].Events = winsock.POLLWRNORM
		}
		if n, err := winsock.WSAPoll(one, patience); err != nil || n != 1 {
			return errLate
		}
		return nil
	})
}

// openSelected is a socket with select: a failed connect is told as an exception.
func openSelected(s winsock.Handle) (Socket, error) {
	return nonblocking(s, openSelected, func(write bool) error {
		var set, failed winsock.FdSet
		winsock.FD_SET(s, &set)
		winsock.FD_SET(s, &failed)
		reads, writes := &set, (*winsock.FdSet)(nil)
		if write {
			reads, writes = nil, &set
		}
		if n, err := winsock.Select(0, reads, writes, &failed, &winsock.Timeval{Sec: patience / 1000}); err != nil || n == 0 {
			return errLate
		}
		return nil
	})
}
