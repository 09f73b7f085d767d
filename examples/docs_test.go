package examples_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"winsock"
	"winsock/internal/clause"
)

// around is what stands around the C blocks of a page in the program that a test makes of
// them: all of them in a row are the middle of main.
type around struct {
	page          string
	blocks        int // how many of the page's C blocks, from the first
	before, after string
}

// The heads of all those programs, and what a page leaves to its reader.
const docsHead = `#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <qos.h>
#include <stdio.h>
#include <string.h>

static struct sockaddr_in place(const char *host, u_short port)
{
	struct sockaddr_in a = {0};
	a.sin_family = AF_INET;
	a.sin_port = htons(port);
	a.sin_addr.s_addr = inet_addr(host);
	return a;
}
`

var docsBlock = regexp.MustCompile("(?ms)^```c\n(.*?)^```$")

// program makes a program of the blocks, as they stand on the page.
func (a around) program(t *testing.T) program {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", a.page))
	if err != nil {
		t.Fatal(err)
	}
	found := docsBlock.FindAllStringSubmatch(string(text), a.blocks)
	if len(found) != a.blocks {
		t.Fatalf("%s has %d C blocks, want %d", a.page, len(found), a.blocks)
	}
	head, body := docsHead, ""
	for _, block := range found {
		for line := range strings.Lines(block[1]) {
			if strings.HasPrefix(line, "#include") {
				head += line
			} else {
				body += line
			}
		}
	}
	source := filepath.Join(t.TempDir(), "page.c")
	whole := head + "int main(void)\n{\nWSADATA data_;\nWSAStartup(MAKEWORD(2, 2), &data_);\n" +
		a.before + body + a.after + "return 0;\n}\n"
	if err := os.WriteFile(source, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := native("-Wno-unused").compile(t, source)
	if err != nil {
		t.Fatalf("%v\n%s", err, whole)
	}
	return p
}

// says runs it and returns what it prints.
func (p program) says(t *testing.T) string {
	t.Helper()
	out, err := exec.Command(p.path).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
	return string(out)
}

// TestSecurityPage: the five steps that docs/security.md shows, unchanged, have binds by
// others recorded.
func TestSecurityPage(t *testing.T) {
	clause.Covers(t, "P-418", "P-422")
	if os.Geteuid() != 0 {
		t.Skip("only root holds SeSecurityPrivilege")
	}
	t.Setenv("WINSOCK_AUDIT_DIR", filepath.Join(t.TempDir(), "audit"))
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	p := around{"security.md", 1, `
struct sockaddr_in here = place("127.0.0.1", 0);
struct sockaddr *address = (struct sockaddr *)&here;
int length = sizeof here;
`, `
int e = getsockname(s, address, &length);
SOCKET second = socket(AF_INET, SOCK_STREAM, 0);
int refused = bind(second, address, length) != 0 ? WSAGetLastError() : 0;
SOCKET third = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
	WSA_FLAG_ACCESS_SYSTEM_SECURITY);
printf("%d %d %d", e, refused, third == INVALID_SOCKET ? WSAGetLastError() : 0);
`}.program(t)
	// The second bind fails, and step 5 has taken the privilege.
	if got := p.says(t); got != "0 10048 10013" {
		t.Fatalf("says %q", got)
	}
	out, err := exec.Command("../build/bin/winsock", "audit", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var records []winsock.AuditRecord
	if err := json.Unmarshal(out, &records); err != nil {
		t.Fatal(err)
	}
	if len(records) != 1 || records[0].Error != "WSAEADDRINUSE" || filepath.Base(records[0].Program) != filepath.Base(p.path) {
		t.Errorf("records: %+v", records)
	}
}

// TestPages: what the other pages show in C does what they say.
func TestPages(t *testing.T) {
	t.Setenv("WINSOCK_RUN_DIR", t.TempDir())
	for _, c := range []struct {
		around
		want string
	}{
		{around{"groups.md", 2, "", `
GROUP of_data = 0;
getsockopt(data, SOL_SOCKET, SO_GROUP_ID, (char *)&of_data, &n);
int got = 0;
getsockopt(data, SOL_SOCKET, SO_GROUP_PRIORITY, (char *)&got, &n);
printf("%d %d", g > 2 && of_data == g, got);
`}, "1 3"},
		{around{"multipoint.md", 1, `
struct sockaddr_in any = place("0.0.0.0", 5071), to = place("239.1.2.71", 5071);
struct sockaddr *any_address_with_the_port = (struct sockaddr *)&any;
struct sockaddr *group = (struct sockaddr *)&to;
int namelen = sizeof to;
char buf[64] = "";
`, `printf("%s", buf);`}, "to the group"},
		{around{"qos.md", 1, `
SOCKET l = socket(AF_INET, SOCK_STREAM, 0);
struct sockaddr_in here = place("127.0.0.1", 0);
struct sockaddr *name = (struct sockaddr *)&here;
int namelen = sizeof here;
bind(l, name, namelen);
listen(l, 1);
getsockname(l, name, &namelen);
`, `
QOS got;
DWORD size = 0;
int e = WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, sizeof got, &size, NULL, NULL);
printf("%d %lu %d", e, (unsigned long)got.SendingFlowspec.TokenRate, size == sizeof got);
`}, "0 2000000 1"},
	} {
		t.Run(c.page, func(t *testing.T) {
			if got := c.program(t).says(t); got != c.want {
				t.Errorf("says %q, want %q", got, c.want)
			}
		})
	}
}
