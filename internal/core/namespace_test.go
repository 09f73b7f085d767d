package core_test

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// isolated runs the rest of the test in a process of its own with a network of
// its own, whose only interface is a loopback that is up. It returns false in
// the process that started it, whose test is over then.
func isolated(t *testing.T) bool {
	t.Helper()
	const inside = "WINSOCK_TEST_ISOLATED"
	if os.Getenv(inside) == t.Name() {
		up(t)
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=60s", fmt.Sprint("-test.v=", testing.Verbose()))
	cmd.Env = append(os.Environ(), inside+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if _, failed := err.(*exec.ExitError); failed {
		t.Fatalf("in its own network: %v\n%s", err, out)
	}
	if err != nil {
		t.Skip("no network namespaces here:", err)
	}
	if testing.Verbose() {
		t.Logf("in its own network:\n%s", out)
	}
	return false
}

// requester opens a socket for interface requests.
func requester(t *testing.T, family int) int {
	t.Helper()
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return fd
}

// up switches the loopback interface on.
func up(t *testing.T) {
	t.Helper()
	request, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(requester(t, unix.AF_INET), unix.SIOCSIFFLAGS, request); err != nil {
		t.Fatal(err)
	}
}

// addAddress gives the loopback interface another IPv4 address under the label
// "lo:name".
func addAddress(t *testing.T, name, ip string) {
	t.Helper()
	request, err := unix.NewIfreq("lo:" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := request.SetInet4Addr(netip.MustParseAddr(ip).AsSlice()); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlIfreq(requester(t, unix.AF_INET), unix.SIOCSIFADDR, request); err != nil {
		t.Fatal(err)
	}
}
