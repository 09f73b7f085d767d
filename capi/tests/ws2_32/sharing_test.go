package ws2_32_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"winsock"
	"winsock/capi/tests/library"
	"winsock/internal/clause"
)

// partner is a C program that shares sockets with this one.
type partner struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Scanner
}

// newPartner starts one, which inherits the handles.
func newPartner(t *testing.T, program string, inherits ...winsock.Handle) *partner {
	t.Helper()
	p := &partner{t: t, cmd: exec.Command(program)}
	p.cmd.Stderr = os.Stderr
	if len(inherits) > 0 {
		release, err := winsock.Inherit(p.cmd, inherits...)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
	}
	in, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.in, p.out = in, bufio.NewScanner(out)
	t.Cleanup(func() {
		in.Close()
		if err := p.cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// do has it carry out a line.
func (p *partner) do(format string, arguments ...any) string {
	p.t.Helper()
	fmt.Fprintf(p.in, format+"\n", arguments...)
	if !p.out.Scan() {
		p.t.Fatal("the C program has ended")
	}
	return p.out.Text()
}

// connection is a TCP connection over the loopback interface.
func connection(t *testing.T) (a, b winsock.Handle) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	l, err := winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, 0)
	must(err)
	defer winsock.Closesocket(l)
	must(winsock.Bind(l, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	must(winsock.Listen(l, 1))
	at, err := winsock.Getsockname(l)
	must(err)
	a, err = winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, 0)
	must(err)
	must(winsock.Connect(a, at))
	b, _, err = winsock.Accept(l)
	must(err)
	return a, b
}

// Go and C programs give each other sockets, to children and to processes that are
// found by their number.
func TestGoAndCShareSockets(t *testing.T) {
	clause.Covers(t, "P-393", "P-402", "P-404", "P-411", "P-415")
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	program := library.Program(t, "testdata/sharing.c", "-DWIN32_LEAN_AND_MEAN")
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.WSACleanup() })
	a, b := connection(t)
	buf := make([]byte, 100)
	receives := func(s winsock.Handle, want string) {
		t.Helper()
		if n, err := winsock.Recv(s, buf, 0); err != nil || string(buf[:n]) != want {
			t.Errorf("%q, %v; want %q", buf[:n], err, want)
		}
	}

	// The child has it under the same value.
	child := newPartner(t, program, b)
	if got := child.do("send %d inherited", b); got != "9" {
		t.Error("the child sends:", got)
	}
	receives(a, "inherited")

	// A process that is no child, by its number.
	stranger := newPartner(t, program)
	var info winsock.WSAProtocolInfo
	if err := winsock.WSADuplicateSocket(b, uint32(stranger.cmd.Process.Pid), &info); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	binary.Write(&text, binary.LittleEndian, &info)
	if err := winsock.Closesocket(b); err != nil {
		t.Error(err)
	}
	there := stranger.do("open 0 %x", text.Bytes())
	if got := stranger.do("send %s duplicated", there); got != "10" {
		t.Error("the stranger sends:", got)
	}
	receives(a, "duplicated")
	if _, err := winsock.Send(a, []byte("ping"), 0); err != nil {
		t.Error(err)
	}
	if got := child.do("recv %d -", b); got != "4:ping" {
		t.Error("the child receives:", got)
	}

	// And back.
	digits := stranger.do("duplicate %s %d", there, os.Getpid())
	raw, err := hex.DecodeString(strings.TrimSpace(digits))
	if err != nil {
		t.Fatal(digits, err)
	}
	if err := binary.Read(bytes.NewReader(raw), binary.LittleEndian, &info); err != nil {
		t.Fatal(err)
	}
	b, err = winsock.WSASocket(0, 0, 0, &info, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := stranger.do("close %s -", there) + child.do("close %d -", 0); got != "0-1" {
		t.Error("close:", got)
	}
	if _, err := winsock.Send(b, []byte("back"), 0); err != nil {
		t.Error(err)
	}
	receives(a, "back")
	if err := winsock.Closesocket(b); err != nil {
		t.Error(err)
	}
	winsock.Closesocket(a)
}
