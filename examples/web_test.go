package examples_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func webServer(t *testing.T, c toolchain) {
	browse(t, c.build(t, "web_server.c"))
}

// browse fetches from a web server with Go's client, with curl, and by hand.
func browse(t *testing.T, p program) {
	folder := filepath.Join(t.TempDir(), "site")
	files := map[string]string{
		"/index.html": "<p>hello</p>\n", "/empty": "", "/big.bin": pattern(3_000_001), "/sub/a b.txt": "a b\r\n",
	}
	if err := os.MkdirAll(filepath.Join(folder, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "..", "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := p.start(t, folder, "0", "1")
	address := r.address()
	answers := 0

	// fetch asks with a client of its own, or with that given.
	fetch := func(client *http.Client, method, target string, header http.Header) (*http.Response, string) {
		t.Helper()
		request, err := http.NewRequest(method, "http://"+address+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		if header != nil {
			request.Header = header
		}
		if client == nil {
			request.Close = true
			client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		}
		response, err := client.Do(request)
		if err != nil {
			t.Error(err)
			return &http.Response{}, ""
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Errorf("%s %s: %v", method, target, err)
		}
		return response, string(body)
	}

	// Sockets are used again: one after the other, and many at once.
	get := func(target, want string) {
		if response, body := fetch(nil, "GET", target, nil); response.StatusCode != 200 || body != want {
			t.Errorf("%s: %s, %d bytes, want %d", target, response.Status, len(body), len(want))
		}
	}
	for range 5 {
		for name, content := range files {
			get(strings.ReplaceAll(name, " ", "%20"), content)
			answers++
		}
	}
	get("/", files["/index.html"])
	get("/?what=ever", files["/index.html"])
	answers += 2
	var crowd sync.WaitGroup
	for range 20 {
		crowd.Go(func() { get("/big.bin", files["/big.bin"]) })
		answers++
	}
	crowd.Wait()

	// A connection is kept, unless the machine is so busy that it counts as silent; and
	// requests need not wait for answers.
	conns := 0
	keeping := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conns++
		return new(net.Dialer).DialContext(ctx, network, address)
	}}}
	for range 10 {
		if _, body := fetch(keeping, "GET", "/index.html", nil); body != files["/index.html"] {
			t.Errorf("a kept connection brings %q", body)
		}
		answers++
	}
	if keeping.CloseIdleConnections(); conns > 3 {
		t.Errorf("%d connections for 10 requests", conns)
	}
	conn := dial(t, "tcp", address)
	send(t, conn, "GET /sub/a%20b.txt HTTP/1.1\r\n\r\nHEAD /big.bin HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\nHo")
	head := func(keep string, size int) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: %d\r\nConnection: %s\r\n\r\n", size, keep)
	}
	receive(t, conn, head("keep-alive", 5)+"a b\r\n"+head("keep-alive", 3_000_001))
	send(t, conn, "st: x\r\n\r\n")
	receive(t, conn, head("close", 13)+files["/index.html"])
	hangsUp(t, conn)
	answers += 3

	// Parts of a file.
	for asked, want := range map[string]string{
		"bytes=0-0": pattern(1), "bytes=1000000-2999999": pattern(3_000_001)[1_000_000:3_000_000],
		"bytes=3000000-": pattern(3_000_001)[3_000_000:], "bytes=2999999-4000000": pattern(3_000_001)[2_999_999:],
	} {
		response, body := fetch(nil, "GET", "/big.bin", http.Header{"Range": {asked}})
		if response.StatusCode != 206 || body != want {
			t.Errorf("%s: %s, %d bytes, want %d", asked, response.Status, len(body), len(want))
		}
		answers++
	}

	for _, asked := range []string{"bytes=-500", "bytes=0-1,5-6", "lines=1-2"} { // not served in parts
		if response, body := fetch(nil, "GET", "/empty", http.Header{"Range": {asked}}); response.StatusCode != 200 || body != "" {
			t.Errorf("%s: %s, %d bytes", asked, response.Status, len(body))
		}
		answers++
	}

	// What there is not.
	for _, test := range []struct {
		method, target, asked string
		code                  int
	}{
		{"GET", "/none", "", 404},
		{"GET", "/sub", "", 404},
		{"GET", "/../secret", "", 404},
		{"GET", "/%2e%2e/secret", "", 404},
		{"GET", "/%00", "", 404},
		{"GET", "/" + strings.Repeat("x", 300), "", 404},
		{"POST", "/index.html", "", 405},
		{"GET", "/empty", "bytes=0-", 416},
		{"GET", "/big.bin", "bytes=3000001-", 416},
		{"GET", "/big.bin", "bytes=5-4", 416},
	} {
		response, body := fetch(nil, test.method, test.target, http.Header{"Range": {test.asked}})
		if response.StatusCode != test.code || body != "" {
			t.Errorf("%s %s: %s, %q", test.method, test.target, response.Status, body)
		}
		answers++
	}
	for _, bad := range []string{"nonsense\r\n\r\n", "GET /\r\n\r\n", strings.Repeat("x", 4096)} {
		conn := dial(t, "tcp", address)
		send(t, conn, bad)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || response.StatusCode != 400 {
			t.Errorf("%.10q: %v, %v", bad, response, err)
		}
		answers++
	}
	answers += withCurl(t, address, files["/big.bin"])

	// Who is silent is cut off, after nothing and after half a request.
	begun := time.Now()
	for _, text := range []string{"", "GET / HTTP/1.1\r\n"} {
		conn := dial(t, "tcp", address)
		send(t, conn, text)
		conn.SetReadDeadline(begun.Add(patience))
		if n, err := conn.Read(make([]byte, 1)); n > 0 || os.IsTimeout(err) {
			t.Errorf("after %q and silence: %v", text, err)
		}
	}
	if waited := time.Since(begun); waited < 2*time.Second {
		t.Errorf("cut off twice in %v", waited)
	}

	// The end comes in the middle of a download, too.
	conn = dial(t, "tcp", address)
	send(t, conn, "GET /big.bin HTTP/1.1\r\n\r\n")
	receive(t, conn, "HTTP/1.1 200 OK\r\n")
	r.signal(syscall.SIGINT)
	r.ends(0, fmt.Sprintf("Stopped: %d answers\n", answers+1))
}

// withCurl fetches with curl, where it is, and says how often.
func withCurl(t *testing.T, address, big string) int {
	t.Helper()
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Log("no curl here")
		return 0
	}
	for options, want := range map[string]string{
		"-f":         big,
		"-f -0":      big,
		"-f -r 7-99": big[7:100],
		"-f -I":      "HTTP/1.1 200 OK\r\nAccept-Ranges: bytes\r\nContent-Length: 3000001\r\nConnection: keep-alive\r\n\r\n",
	} {
		args := append(strings.Fields(options), "-s", "--noproxy", "*", "http://"+address+"/big.bin")
		if got, err := exec.Command(curl, args...).Output(); err != nil || string(got) != want {
			t.Errorf("curl %s: %d bytes of %d, or others (%v)", options, len(got), len(want), err)
		}
	}
	return 4
}
