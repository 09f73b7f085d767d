package winsock_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"winsock"
	"winsock/internal/clause"
)

// heirEnv makes the test binary a child process that talks on the socket that its
// value means; another word behind it makes it start a child of its own that does.
const heirEnv = "WINSOCK_TEST_HEIR"

// heir is the child's part.
func heir() bool {
	words := strings.Fields(os.Getenv(heirEnv))
	if len(words) == 0 {
		return false
	}
	if err := beHeir(words); err != nil {
		fmt.Println(err)
	}
	return true
}

func beHeir(words []string) error {
	var data winsock.WSAData
	if err := winsock.WSAStartup(0x0202, &data); err != nil {
		return err
	}
	defer winsock.WSACleanup()
	n, _ := strconv.Atoi(words[0])
	s := winsock.Handle(n)
	if len(words) > 1 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), heirEnv+"="+words[0])
		release, err := winsock.Inherit(cmd, s)
		if err != nil {
			return err
		}
		defer release()
		out, err := cmd.CombinedOutput()
		os.Stdout.Write(out)
		return err
	}
	if os.Getenv("WINSOCK_INHERIT") != "" {
		return fmt.Errorf("the variable is still there")
	}
	buf := make([]byte, 100)
	got, err := winsock.Recv(s, buf, 0)
	if err != nil {
		return err
	}
	if _, err := winsock.Send(s, append(buf[:got], " back"...), 0); err != nil {
		return err
	}
	fmt.Println("ok")
	return nil
}

// connection is a TCP connection over the loopback interface.
func connection(t testing.TB) (a, b winsock.Handle) {
	t.Helper()
	l := socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	if err := winsock.Bind(l, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := winsock.Listen(l, 1); err != nil {
		t.Fatal(err)
	}
	at, err := winsock.Getsockname(l)
	if err != nil {
		t.Fatal(err)
	}
	a = socket(t, winsock.AF_INET, winsock.SOCK_STREAM)
	if err := winsock.Connect(a, at); err != nil {
		t.Fatal(err)
	}
	b, _, err = winsock.Accept(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { winsock.Closesocket(b) })
	return a, b
}

// A child that uses winsock has the same sockets under the same handles, and so have
// its children.
func TestInherit(t *testing.T) {
	clause.Covers(t, "P-411", "P-415")
	startup(t)
	for _, more := range []string{"", " again"} {
		a, b := connection(t)
		var cmds [2]*exec.Cmd
		for i := range cmds {
			cmds[i] = exec.Command(os.Args[0])
			cmds[i].Env = append(os.Environ(), fmt.Sprintf("%s=%d%s", heirEnv, b, more))
			cmds[i].Stderr = os.Stderr
			release, err := winsock.Inherit(cmds[i], b)
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmds[i].StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmds[i].Start(); err != nil {
				t.Fatal(err)
			}
			release()
			if _, err := winsock.Send(a, []byte("hello"), 0); err != nil {
				t.Fatal(err)
			}
			line, _ := bufio.NewReader(out).ReadString('\n')
			if line != "ok\n" {
				t.Errorf("the child%s: %q", more, line)
			}
			buf := make([]byte, 100)
			n, err := winsock.Recv(a, buf, 0)
			if err != nil || string(buf[:n]) != "hello back" {
				t.Errorf("%q, %v", buf[:n], err)
			}
			if err := cmds[i].Wait(); err != nil {
				t.Error(err)
			}
		}
		if err := winsock.Closesocket(b); err != nil {
			t.Error(err)
		}
		if n, err := winsock.Recv(a, make([]byte, 1), 0); n != 0 || err != nil {
			t.Error("the end:", n, err)
		}
	}
}

func TestInheritErrors(t *testing.T) {
	clause.Covers(t, "P-409", "P-410", "P-411")
	startup(t)
	s, err := winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, 0, nil, 0, winsock.WSA_FLAG_NO_HANDLE_INHERIT)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.Closesocket(s)
	cmd := exec.Command("true")
	var flags uint32 = 9
	if err := winsock.GetHandleInformation(s, &flags); err != nil || flags != 0 {
		t.Error(flags, err)
	}
	if _, err := winsock.Inherit(cmd, s); err != winsock.WSAEINVAL {
		t.Error("not inheritable:", err)
	}
	if _, err := winsock.Inherit(cmd, winsock.Handle(0x7ffffff0)); err != winsock.WSAENOTSOCK {
		t.Error("no socket:", err)
	}
	if err := winsock.SetHandleInformation(s, winsock.HANDLE_FLAG_INHERIT, winsock.HANDLE_FLAG_INHERIT); err != nil {
		t.Error(err)
	}
	release, err := winsock.Inherit(cmd, s)
	if err != nil || len(cmd.ExtraFiles) != 3 {
		t.Error(len(cmd.ExtraFiles), err)
	}
	if err := cmd.Run(); err != nil {
		t.Error("a child that knows nothing of it:", err)
	}
	release()
}

func TestProtectFromClose(t *testing.T) {
	clause.Covers(t, "P-414")
	startup(t)
	s := socket(t, winsock.AF_INET, winsock.SOCK_DGRAM)
	const protect = winsock.HANDLE_FLAG_PROTECT_FROM_CLOSE
	if err := winsock.SetHandleInformation(s, protect, protect); err != nil {
		t.Fatal(err)
	}
	if err := winsock.Closesocket(s); err != winsock.WSAEACCES {
		t.Error(err)
	}
	if err := winsock.SetHandleInformation(s, protect, 0); err != nil {
		t.Fatal(err)
	}
	if err := winsock.Closesocket(s); err != nil {
		t.Error(err)
	}
}

func ExampleInherit() {
	cmd := exec.Command("worker")
	release, err := winsock.Inherit(cmd) // all inheritable sockets
	if err != nil {
		fmt.Println(err)
		return
	}
	defer release()
	_ = cmd.Start
	fmt.Println(len(cmd.ExtraFiles) > 0)
	// Output: true
}

// Descriptors never get into programs by chance.
func TestDescriptorsAreCloseOnExec(t *testing.T) {
	clause.Covers(t, "P-409", "P-412")
	startup(t)
	a, b := connection(t)
	var info winsock.WSAProtocolInfo
	if err := winsock.WSADuplicateSocket(a, uint32(os.Getpid()), &info); err != nil {
		t.Fatal(err)
	}
	s, err := winsock.WSASocket(0, 0, 0, &info, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer winsock.Closesocket(s)
	cmd := exec.Command("true")
	release, err := winsock.Inherit(cmd, b)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	out, err := exec.Command("ls", "-l", "/proc/self/fd").Output()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "socket:") || strings.Contains(string(out), "memfd:") {
		t.Errorf("a child that inherits nothing has\n%s", out)
	}
}

// A child that is killed at any instant, before or after it has made the sockets its
// own, leaves nothing: the last to close them closes the connection.
func TestKilledHeirs(t *testing.T) {
	clause.Covers(t, "P-404", "P-415")
	startup(t)
	rounds := 60
	if raceEnabled || testing.Short() {
		rounds = 10
	}
	for i := range rounds {
		a, b := connection(t)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", heirEnv, b))
		release, err := winsock.Inherit(cmd, b)
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		release()
		time.Sleep(rand.N(30 * time.Millisecond))
		cmd.Process.Kill()
		cmd.Wait()
		if _, err := winsock.Send(b, []byte("x"), 0); err != nil {
			t.Fatal(i, err)
		}
		if err := winsock.Closesocket(b); err != nil {
			t.Fatal(i, err)
		}
		limit := 10_000
		if err := winsock.SetsockoptInt(a, winsock.SOL_SOCKET, winsock.SO_RCVTIMEO, limit); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 10)
		if n, err := winsock.Recv(a, buf, 0); n != 1 || err != nil {
			t.Fatal(i, n, err)
		}
		if n, err := winsock.Recv(a, buf, 0); n != 0 || err != nil {
			t.Fatalf("round %d: somebody has the socket still: %d, %v", i, n, err)
		}
		winsock.Closesocket(a)
	}
}
