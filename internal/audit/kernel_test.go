package audit

import (
	"bytes"
	"encoding/binary"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/clause"
)

// auditStatus asks the kernel whether its audit system is on.
func auditStatus(t *testing.T, fd int) bool {
	t.Helper()
	const get = 1000 // AUDIT_GET
	m := make([]byte, headerSize)
	binary.NativeEndian.PutUint32(m, headerSize)
	binary.NativeEndian.PutUint16(m[4:], get)
	binary.NativeEndian.PutUint16(m[6:], unix.NLM_F_REQUEST)
	if err := unix.Sendto(fd, m, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 8192)
	for {
		n, _, err := unix.Recvfrom(fd, b, 0)
		if err != nil {
			t.Skip("the kernel does not tell: ", err)
		}
		if n >= headerSize+8 && binary.NativeEndian.Uint16(b[4:]) == get { // mask, enabled, …
			return binary.NativeEndian.Uint32(b[headerSize+4:]) != 0
		}
		if n >= headerSize+4 && binary.NativeEndian.Uint16(b[4:]) == unix.NLMSG_ERROR {
			t.Skip("the kernel does not tell: ", unix.Errno(-int32(binary.NativeEndian.Uint32(b[headerSize:]))))
		}
	}
}

// What is written to the kernel's audit system is what those get who read its records.
func TestKernelKeepsRecords(t *testing.T) {
	clause.Covers(t, "P-442")
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_AUDIT)
	if err != nil {
		t.Skip("no audit system: ", err)
	}
	defer unix.Close(fd)
	unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 5})
	if !auditStatus(t, fd) {
		t.Skip("the audit system is off")
	}
	const readers = 1 // AUDIT_NLGRP_READLOG
	if err := unix.SetsockoptInt(fd, unix.SOL_NETLINK, unix.NETLINK_ADD_MEMBERSHIP, readers); err != nil {
		t.Skip("records can't be read here: ", err)
	}
	k, err := openKernelLog()
	if err != nil {
		t.Fatal(err)
	}
	defer k.close()
	r := record(os.Getpid())
	if err := k.write(r.Text()); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 8192)
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); {
		n, _, err := unix.Recvfrom(fd, b, 0)
		if err != nil {
			t.Fatal("no record comes: ", err)
		}
		if n < headerSize || binary.NativeEndian.Uint16(b[4:]) != trustedApp {
			continue
		}
		if got := string(bytes.TrimRight(b[headerSize:n], "\x00")); !strings.Contains(got, r.Text()) {
			t.Errorf("the kernel's record: %q", got)
		}
		return
	}
	t.Error("no record comes")
}
