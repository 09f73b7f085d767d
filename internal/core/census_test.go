package core_test

import (
	"bufio"
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/core"
	"winsock/ws2def"
)

// A process's sockets are seen from another process, and no more when it is
// gone.
func TestCensus(t *testing.T) {
	if os.Getenv("WINSOCK_TEST_CHILD") == "census" {
		start(t)
		pair(t)
		udp := create(t, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		core.Bind(udp, loopback(0))
		os.Stdout.WriteString("ready\n")
		bufio.NewReader(os.Stdin).ReadString('\n')
		return
	}
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	child := exec.Command(os.Args[0], "-test.run=^TestCensus$")
	child.Env = append(os.Environ(), "WINSOCK_TEST_CHILD=census")
	in, _ := child.StdinPipe()
	out, _ := child.StdoutPipe()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatal(line, err)
	}
	all, err := core.Processes()
	if err != nil || len(all) != 1 || all[0].PID != child.Process.Pid || !all[0].Answers {
		t.Fatalf("%+v, %v", all, err)
	}
	type seen struct {
		provider, state string
		local, peer     bool
	}
	got := make(map[seen]int)
	for _, s := range all[0].Sockets {
		got[seen{s.Provider, s.State, len(s.Local) == 16, len(s.Peer) == 16}]++
	}
	want := map[seen]int{
		{"MSAFD Tcpip [TCP/IP]", "listening", true, false}: 1,
		{"MSAFD Tcpip [TCP/IP]", "connected", true, true}:  2,
		{"MSAFD Tcpip [UDP/IP]", "bound", true, false}:     1,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	child.Process.Kill()
	in.Close()
	child.Wait()
	if all, err := core.Processes(); err != nil || len(all) != 0 {
		t.Errorf("after its death: %+v, %v", all, err)
	}
}
