package waytest

import (
	"encoding/binary"
	"io"

	"winsock"
)

// ported is a socket with a completion port of its own.
type ported struct {
	s, port winsock.Handle
	o       winsock.Overlapped
}

func openPort(s winsock.Handle) (Socket, error) {
	port, err := winsock.CreateIoCompletionPort(s, 0, 0, 0)
	if err != nil {
		return nil, err
	}
	return &ported{s: s, port: port}, nil
}

// end waits for the end of the operation that a call has begun whose result is err.
func (p *ported) end(err error) (int, error) {
	if err != nil && err != winsock.WSA_IO_PENDING && err != winsock.ERROR_IO_PENDING {
		return 0, err
	}
	var n, flags uint32
	var key uintptr
	var o *winsock.Overlapped
	err = winsock.GetQueuedCompletionStatus(p.port, &n, &key, &o, patience)
	switch {
	case o == nil:
		return 0, errLate
	case err != nil: // the port has an error of Windows', the socket its own
		err = winsock.WSAGetOverlappedResult(p.s, o, &n, false, &flags)
	}
	return int(n), err
}

func (p *ported) Connect(to winsock.Sockaddr) error {
	if err := winsock.Bind(p.s, &winsock.SockaddrInet4{}); err != nil {
		return err
	}
	var n uint32
	if _, err := p.end(winsock.ConnectEx(p.s, to, nil, 0, &n, &p.o)); err != nil {
		return err
	}
	return winsock.Setsockopt(p.s, winsock.SOL_SOCKET, winsock.SO_UPDATE_CONNECT_CONTEXT, nil, 0)
}

func (p *ported) Accept() (Socket, error) {
	s, err := winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, 0)
	if err != nil {
		return nil, err
	}
	const size = 16 + 16
	var n uint32
	names := make([]byte, 2*size)
	_, err = p.end(winsock.AcceptEx(p.s, s, &names[0], 0, size, size, &n, &p.o))
	if err == nil {
		listener := binary.NativeEndian.AppendUint64(nil, uint64(p.s))
		err = winsock.Setsockopt(s, winsock.SOL_SOCKET, winsock.SO_UPDATE_ACCEPT_CONTEXT, &listener[0], int32(len(listener)))
	}
	if err != nil {
		winsock.Closesocket(s)
		return nil, err
	}
	return openPort(s)
}

func (p *ported) Read(b []byte) (int, error) {
	var n, flags uint32
	buf := winsock.WSABuf{Len: uint32(len(b)), Buf: &b[0]}
	got, err := p.end(winsock.WSARecv(p.s, &buf, 1, &n, &flags, &p.o, nil))
	if got == 0 && err == nil {
		err = io.EOF
	}
	return got, err
}

func (p *ported) Write(b []byte) (int, error) {
	var n uint32
	buf := winsock.WSABuf{Len: uint32(len(b)), Buf: &b[0]}
	return p.end(winsock.WSASend(p.s, &buf, 1, &n, 0, &p.o, nil))
}

func (p *ported) CloseWrite() error { return winsock.Shutdown(p.s, winsock.SD_SEND) }

func (p *ported) Close() error {
	defer winsock.CloseHandle(p.port)
	return winsock.Closesocket(p.s)
}
