// Package waytest has a stream socket of a program in Go with each way that Winsock has to
// wait for it beside calls that wait themselves: network events, WSAPoll, select, completion
// ports. Tests show by it that a layer serves all of them.
package waytest

import (
	"errors"
	"io"
	"testing"

	"winsock"
)

// Socket is a stream socket that is waited for in one way. Its methods are for one caller at a
// time.
type Socket interface {
	io.ReadWriteCloser
	// Connect connects it; the error is that of the connection.
	Connect(to winsock.Sockaddr) error
	// Accept waits for a connection, of a socket that listens.
	Accept() (Socket, error)
	// CloseWrite tells the peer that all was sent.
	CloseWrite() error
}

// patience is how long a wait may take, in milliseconds.
const patience = 20_000

var errLate = errors.New("nothing came for 20 seconds")

// Each runs a test for each way; open makes a socket of a handle.
func Each(t *testing.T, test func(t *testing.T, open func(winsock.Handle) (Socket, error))) {
	for name, open := range map[string]func(winsock.Handle) (Socket, error){
		"WSAEventSelect": openEvents, "WSAPoll": openPolled, "select": openSelected, "port": openPort,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

// Echo sends back what comes to s, and ends after it.
func Echo(s Socket) error {
	if _, err := io.Copy(struct{ io.Writer }{s}, struct{ io.Reader }{s}); err != nil {
		return err
	}
	return s.CloseWrite()
}

// Exchange sends data piece by piece, wants each one back, and then the end.
func Exchange(s Socket, data []byte) error {
	const piece = 32 << 10
	back := make([]byte, piece)
	for len(data) > 0 {
		n := min(len(data), piece)
		if _, err := s.Write(data[:n]); err != nil {
			return err
		}
		if _, err := io.ReadFull(s, back[:n]); err != nil {
			return err
		}
		if string(back[:n]) != string(data[:n]) {
			return errors.New("it came back as something else")
		}
		data = data[n:]
	}
	if err := s.CloseWrite(); err != nil {
		return err
	}
	if n, err := s.Read(back); n != 0 || err != io.EOF {
		return errors.Join(errors.New("no end"), err)
	}
	return nil
}
