package resolve

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"winsock/ws2def"
)

// zone is what the tests' name server knows: per name (lower case, final dot)
// the records, a response code, or silence.
type zone map[string]answer

type answer struct {
	a, aaaa string // addresses, separated by blanks
	cname   string
	ptr     string // names, separated by blanks
	code    dnsmessage.RCode
	silent  bool
}

var testZone = zone{
	"both.test.":      {a: "192.0.2.1 192.0.2.2", aaaa: "2001:db8::1"},
	"four.test.":      {a: "192.0.2.4"},
	"six.test.":       {aaaa: "2001:db8::6"},
	"mapped.test.":    {aaaa: "2001:db8::6", a: "192.0.2.6"},
	"alias.test.":     {cname: "both.test."},
	"empty.test.":     {},
	"failing.test.":   {code: dnsmessage.RCodeServerFailure},
	"refusing.test.":  {code: dnsmessage.RCodeRefused},
	"silent.test.":    {silent: true},
	"flat.corp.test.": {a: "192.0.2.7"},
	"pipe.corp.test.": {cname: "both.test."},

	"xn--bcher-kva.test.": {a: "192.0.2.8"},

	"1.2.0.192.in-addr.arpa.":  {ptr: "both.test. second.test."},
	"7.2.0.192.in-addr.arpa.":  {ptr: "flat.corp.test."},
	"66.2.0.192.in-addr.arpa.": {code: dnsmessage.RCodeServerFailure},
	"67.2.0.192.in-addr.arpa.": {silent: true},
	"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.": {ptr: "six.test."},
}

// nameServer serves zone on the loopback interface until the test ends, and
// returns a resolver that asks it, with the channel on which it names the
// questions that it leaves unanswered.
func nameServer(t *testing.T, records zone) (*Resolver, <-chan string) {
	t.Helper()
	server, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback4, 0)))
	if err != nil {
		t.Fatal(err)
	}
	silenced := make(chan string, 64)
	var served sync.WaitGroup
	served.Go(func() {
		packet := make([]byte, 4096)
		for {
			n, from, err := server.ReadFromUDPAddrPort(packet)
			if err != nil {
				return
			}
			reply, question := records.reply(t, packet[:n])
			if reply == nil {
				silenced <- question
				continue
			}
			if _, err := server.WriteToUDPAddrPort(reply, from); err != nil {
				t.Error(err)
			}
		}
	})
	t.Cleanup(func() {
		server.Close()
		served.Wait()
	})
	r := &Resolver{
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
		},
		Services:  "testdata/services",
		Protocols: "testdata/protocols",
		Config:    "testdata/resolv.conf",

		hostname: func() (string, error) { return "box", nil },
		interfaces: func() ([]netip.Addr, error) {
			return addrs("127.0.0.1 ::1 192.0.2.99 2001:db8::99 fe80::99%3"), nil
		},
		sourceFor: func(to netip.Addr) netip.Addr {
			switch {
			case to.IsLoopback():
				return to
			case to.Is4():
				return netip.MustParseAddr("192.0.2.99")
			case to.IsLinkLocalUnicast():
				return netip.MustParseAddr("fe80::99%3")
			default:
				return netip.MustParseAddr("2001:db8::99")
			}
		},
	}
	return r, silenced
}

// reply answers one query; nil is silence about the question named.
func (records zone) reply(t *testing.T, packet []byte) ([]byte, string) {
	var parser dnsmessage.Parser
	header, err := parser.Start(packet)
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	question, err := parser.Question()
	if err != nil {
		t.Error(err)
		return nil, ""
	}
	name := strings.ToLower(question.Name.String())
	known, ok := records[name]
	if known.silent {
		return nil, name
	}
	message := dnsmessage.Message{
		Header: dnsmessage.Header{
			ID: header.ID, Response: true, Authoritative: true,
			RecursionDesired: header.RecursionDesired, RecursionAvailable: true, RCode: known.code,
		},
		Questions: []dnsmessage.Question{question},
	}
	if !ok {
		message.RCode = dnsmessage.RCodeNameError
	}
	add := func(owner string, body dnsmessage.ResourceBody, kind dnsmessage.Type) {
		message.Answers = append(message.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{
				Name: dnsmessage.MustNewName(owner), Type: kind, Class: dnsmessage.ClassINET, TTL: 60,
			},
			Body: body,
		})
	}
	if known.cname != "" {
		add(name, &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(known.cname)}, dnsmessage.TypeCNAME)
		name = known.cname
		known = records[name]
	}
	switch question.Type {
	case dnsmessage.TypeA:
		for _, ip := range addrs(known.a) {
			add(name, &dnsmessage.AResource{A: ip.As4()}, dnsmessage.TypeA)
		}
	case dnsmessage.TypeAAAA:
		for _, ip := range addrs(known.aaaa) {
			add(name, &dnsmessage.AAAAResource{AAAA: ip.As16()}, dnsmessage.TypeAAAA)
		}
	case dnsmessage.TypePTR:
		for _, host := range strings.Fields(known.ptr) {
			add(name, &dnsmessage.PTRResource{PTR: dnsmessage.MustNewName(host)}, dnsmessage.TypePTR)
		}
	}
	reply, err := message.Pack()
	if err != nil {
		t.Error(err)
	}
	return reply, name
}

// refuseDial is a machine without a way to its name server.
func refuseDial(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "udp", Err: syscall.ENETUNREACH}
}

// addrs reads addresses separated by blanks.
func addrs(list string) []netip.Addr {
	var all []netip.Addr
	for _, s := range strings.Fields(list) {
		all = append(all, netip.MustParseAddr(s))
	}
	return all
}

// within is a context that is too long for any answer but that of silence.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// list writes the results of getaddrinfo as text.
func list(results []AddrInfo) string {
	var all []string
	for _, result := range results {
		at, code := addrPort(result.Addr)
		if code != 0 {
			return code.Error()
		}
		all = append(all, at.String())
	}
	return strings.Join(all, " ")
}

// eachEnd runs call, whose question the server leaves unanswered, with a
// context that is cancelled then, and with one whose deadline passes.
func eachEnd(t *testing.T, call func(*Resolver, context.Context) ws2def.Errno) {
	t.Helper()
	for _, tt := range []struct {
		name string
		end  func(context.Context) (context.Context, context.CancelFunc)
		want ws2def.Errno
	}{
		{"cancelled", context.WithCancel, ws2def.WSA_E_CANCELLED},
		{"deadline", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 50*time.Millisecond)
		}, ws2def.WSAETIMEDOUT},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, silenced := nameServer(t, testZone)
			ctx, cancel := tt.end(t.Context())
			defer cancel()
			done := make(chan ws2def.Errno, 1)
			go func() { done <- call(r, ctx) }()
			if tt.want == ws2def.WSA_E_CANCELLED {
				<-silenced
				cancel()
			}
			if code := <-done; code != tt.want {
				t.Errorf("got %v, want %v", code, tt.want)
			}
		})
	}
}
