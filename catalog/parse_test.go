package catalog

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample is a file of two entries. Its lines: 1 {, 2 format, 3 generation,
// 4 next_id, 5 entries, 6…20 TCP/IPv6, 21…35 UDP/IPv6, 36 ], 37 }.
func sample() string { return string(encode(newCatalog(Default().entries[:2], 1003, 7))) }

func TestFileLooksAsDocumented(t *testing.T) {
	const want = `{
  "format": 1,
  "generation": 7,
  "next_id": 1003,
  "entries": [
    {
      "id": 1001,
      "name": "MSAFD Tcpip [TCP/IPv6]",
      "path": "go:tcpip",
      "provider": "{F9EAB0C0-26D4-11D0-BBBF-00AA006C34E4}",
      "family": "AF_INET6",
      "type": "SOCK_STREAM",
      "protocol": 6,
      "chain": "base",
      "service_flags": "XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE | XP1_EXPEDITED_DATA | XP1_IFS_HANDLES",
      "provider_flags": "PFL_MATCHES_PROTOCOL_ZERO",
      "min_sockaddr": 28,
      "max_sockaddr": 28,
      "message_size": 0
    },
    {
      "id": 1002,
      "name": "MSAFD Tcpip [UDP/IPv6]",
      "path": "go:tcpip",
      "provider": "{F9EAB0C0-26D4-11D0-BBBF-00AA006C34E4}",
      "family": "AF_INET6",
      "type": "SOCK_DGRAM",
      "protocol": 17,
      "chain": "base",
      "service_flags": "XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST | XP1_SUPPORT_MULTIPOINT | XP1_IFS_HANDLES",
      "provider_flags": "PFL_MATCHES_PROTOCOL_ZERO",
      "min_sockaddr": 28,
      "max_sockaddr": 28,
      "message_size": 65527
    }
  ]
}
`
	if diff := cmp.Diff(want, sample()); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
}

// full is a catalog in which every member has an unusual value somewhere.
func full(t testing.TB) *Catalog {
	odd := proto("Ö <&> \"quoted\" \\ 😀", "/lib/odd-%HOME%.so", 4711, 9, -5, maxOffset(3), pfl(0xF0000015))
	odd.Info.ServiceFlags1, odd.Info.ServiceFlags2, odd.Info.ServiceFlags3, odd.Info.ServiceFlags4 = 0x80000001, 2, 3, 0xFFFFFFFF
	odd.Info.Version, odd.Info.NetworkByteOrder, odd.Info.SecurityScheme, odd.Info.MessageSize = -3, 1, -1, 0xFFFFFFFF
	plainest := proto("p", "go:plainest", 1, 1, 0, pfl(0))
	plainest.Info.ServiceFlags1, plainest.Info.MinSockAddr, plainest.Info.MaxSockAddr = 0, 2, 128
	longest := proto(strings.Repeat("😀", 127)+"x", "go:longest", 1, 1, 0)
	c := with(t, windows11(t), []Entry{odd}, []Entry{plainest}, []Entry{longest}, []Entry{layer("l")})
	last := c.At(c.Len() - 1).Info.CatalogEntryId
	return with(t, c, []Entry{over(c.Find(1004), "l over TCP", "/lib/l.so", last, 1004)})
}

func TestParseReadsWhatEncodeWrites(t *testing.T) {
	for name, c := range map[string]*Catalog{
		"built in": Default(), "empty": empty(), "everything": full(t), "generation": newCatalog(nil, 1<<32-1, 1<<62),
	} {
		got, err := parse(encode(c))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c, got, exact); diff != "" {
			t.Errorf("%s: read back (-written +read):\n%s", name, diff)
		}
	}
}

// What a hand may write differently and mean the same.
func TestParseTakesHandwriting(t *testing.T) {
	want, err := parse([]byte(sample()))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, old, new string }{
		{"numbers for names", `"family": "AF_INET6"`, `"family": 23`},
		{"flags as a number", `"XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE | XP1_EXPEDITED_DATA | XP1_IFS_HANDLES"`, `"0x20066"`},
		{"flags mixed", `"PFL_MATCHES_PROTOCOL_ZERO"`, `"0|PFL_MATCHES_PROTOCOL_ZERO|8"`},
		{"GUID in lower case without braces", `"{F9EAB0C0-26D4-11D0-BBBF-00AA006C34E4}"`, `"f9eab0c0-26d4-11d0-bbbf-00aa006c34e4"`},
		{"usual values written out", `"message_size": 0`, `"message_size": 0, "version": 2, "service_flags_2": 0, "security_scheme": 0`},
		{"other order", `"min_sockaddr": 28,`, ``},
		{"escapes", `"go:tcpip"`, `"g\u006f:tcpip"`},
		{"no line breaks", "\n", " "},
		{"Windows line breaks", "\n", "\r\n"},
		{"no end of line at the end", "}\n", "}"},
	} {
		text := strings.ReplaceAll(sample(), row.old, row.new)
		if row.name == "other order" {
			text = strings.ReplaceAll(text, `"max_sockaddr": 28,`, `"max_sockaddr": 28, "min_sockaddr": 28,`)
		}
		if text == sample() {
			t.Errorf("%s: nothing replaced", row.name)
		}
		got, err := parse([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if diff := cmp.Diff(want, got, exact); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", row.name, diff)
		}
	}
}

// damages change the sample: the first old becomes new.
var damages = []struct {
	name, old, new string
	line           int
	reason         string
}{
	{"unknown member of the file", `"generation"`, `"generatoin"`, 3, `the catalog has an unknown member "generatoin"`},
	{"unknown member of an entry", `"family"`, `"famly"`, 11, `the entry has an unknown member "famly"`},
	{"empty member name", `"family"`, `""`, 11, `the entry has an unknown member ""`},
	{"member twice in the file", `"next_id": 1003,`, `"generation": 8,`, 4, `the catalog has "generation" twice, first in line 3`},
	{"member twice in an entry", `"type": "SOCK_STREAM"`, `"family": 2`, 12, `the entry has "family" twice, first in line 11`},
	{"member missing in the file", `  "generation": 7,`, ``, 1, `the catalog has no "generation"`},
	{"member missing in an entry", `      "provider_flags": "PFL_MATCHES_PROTOCOL_ZERO",`, ``, 6, `the entry that begins here has no "provider_flags"`},
	{"entries missing", `"next_id": 1003,`, `"next_id": 1003}`, 1, `the catalog has no "entries"`},
	{"format not first", `"format": 1,`, `"generation": 1, "format": 1,`, 2, `the catalog doesn't begin with "format": 1`},
	{"newer format", `"format": 1`, `"format": 2`, 2, `the format 2 is not known: this program reads format 1`},
	{"duplicate id", `"id": 1002`, `"id": 1001`, 22, `the id 1001 is taken by the entry in line 7`},
	{"id 0", `"id": 1002`, `"id": 0`, 22, `"id": 0 is not in 1…4294967295`},
	{"id not below next_id", `"next_id": 1003`, `"next_id": 1002`, 22, `the id 1002 is not below next_id, which is 1002`},
	{"next_id 0", `"next_id": 1003`, `"next_id": 0`, 4, `"next_id": 0 is not in 1…4294967295`},
	{"negative generation", `"generation": 7`, `"generation": -7`, 3, `"generation": -7 is not in 0…`},
	{"text for a number", `"protocol": 17`, `"protocol": "17"`, 28, `"protocol": want a number, not the text "17"`},
	{"truth value for a number", `"message_size": 65527`, `"message_size": true`, 34, `"message_size": want a number, not true`},
	{"null for a number", `"message_size": 65527`, `"message_size": null`, 34, `"message_size": want a number, not null`},
	{"object for a number", `"message_size": 65527`, `"message_size": {}`, 34, `want a plain value or a list, not an object`},
	{"list for a number", `"message_size": 65527`, `"message_size": [65527]`, 34, `"message_size": want a number, not a list`},
	{"number for a text", `"path": "go:tcpip"`, `"path": 5`, 9, `"path": want a text in quotes, not the number 5`},
	{"number for flags", `"provider_flags": "PFL_MATCHES_PROTOCOL_ZERO"`, `"provider_flags": 8`, 16, `"provider_flags": want a text in quotes, not the number 8`},
	{"fraction", `"protocol": 17`, `"protocol": 17.0`, 28, `"protocol": want a whole number, not 17.0`},
	{"exponent", `"protocol": 17`, `"protocol": 1e9`, 28, `"protocol": want a whole number, not 1e9`},
	{"too large", `"protocol": 17`, `"protocol": 2147483648`, 28, `"protocol": 2147483648 is not in -2147483648…2147483647`},
	{"much too large", `"protocol": 17`, `"protocol": 99999999999999999999`, 28, `"protocol": 99999999999999999999 is not in`},
	{"negative for unsigned", `"message_size": 65527`, `"message_size": -1`, 34, `"message_size": -1 is not in 0…4294967295`},
	{"leading zero", `"protocol": 17`, `"protocol": 017`, 28, `invalid character '1' after object key:value pair`},
	{"unknown family", `"AF_INET6"`, `"AF_INET7"`, 11, `"family": the name "AF_INET7" is unknown`},
	{"unknown type", `"SOCK_DGRAM"`, `"SOCK_DATAGRAM"`, 27, `"type": the name "SOCK_DATAGRAM" is unknown`},
	{"unknown flag", `"XP1_CONNECTIONLESS | `, `"XP1_CONECTIONLESS | `, 30, `"service_flags": the name "XP1_CONECTIONLESS" is unknown`},
	{"flag number too large", `"PFL_MATCHES_PROTOCOL_ZERO"`, `"0x100000000"`, 16, `"provider_flags": the name "0x100000000" is unknown`},
	{"empty flags", `"PFL_MATCHES_PROTOCOL_ZERO"`, `""`, 16, `"provider_flags": the name "" is unknown`},
	{"broken GUID", `{F9EAB0C0-26D4`, `{F9EAB0C0-26D`, 10, `is not a GUID`},
	{"zero GUID", `{F9EAB0C0-26D4-11D0-BBBF-00AA006C34E4}`, `{00000000-0000-0000-0000-000000000000}`, 10, `the provider's GUID is all zero`},
	{"unknown chain word", `"chain": "base"`, `"chain": "bottom"`, 14, `"chain": want "base", "layer" or a list of ids`},
	{"chain number", `"chain": "base"`, `"chain": 1`, 14, `"chain": want "base", "layer" or a list of ids`},
	{"chain of none", `"chain": "base"`, `"chain": []`, 14, `"chain": a chain has 2 to 7 elements, this one 0`},
	{"chain of 8", `"chain": "base"`, `"chain": [1, 2, 3, 4, 5, 6, 7, 8]`, 14, `"chain": a chain has 2 to 7 elements, this one 8`},
	{"chain of texts", `"chain": "base"`, `"chain": [1001, "1002"]`, 14, `"chain": element 2: want a number, not the text "1002"`},
	{"chain with id 0", `"chain": "base"`, `"chain": [1001, 0]`, 14, `"chain": element 2: 0 is not in 1…4294967295`},
	{"chain of lists", `"chain": "base"`, "\"chain\": [\n[1]]", 15, `want a plain value in the list`},
	{"empty name", `"MSAFD Tcpip [UDP/IPv6]"`, `""`, 23, `the name is empty`},
	{"long name", `"MSAFD Tcpip [UDP/IPv6]"`, `"` + strings.Repeat("x", 256) + `"`, 23, `"name": the name is longer than 255 UTF-16 units`},
	{"name with a zero", `"MSAFD Tcpip [UDP/IPv6]"`, `"a\u0000b"`, 23, `"name": the name is longer than 255 UTF-16 units or holds a zero`},
	{"name with a line break", `"MSAFD Tcpip [UDP/IPv6]"`, `"a\nb"`, 23, `control characters`},
	{"relative path", `"path": "go:tcpip"`, `"path": "tcpip.so"`, 9, `the path "tcpip.so" is neither "go:" with a name nor an absolute path`},
	{"sizes crossed", `"max_sockaddr": 28`, `"max_sockaddr": 27`, 18, `the address sizes 28 to 27 don't lie in 2 to 128`},
	{"both one-way flags", `"XP1_CONNECTIONLESS | `, `"XP1_UNI_SEND | XP1_UNI_RECV | `, 30, `XP1_UNI_SEND and XP1_UNI_RECV exclude each other`},
	{"entries no list", "\"entries\": [", "\"entries\": {", 5, `want the list of entries`},
	{"entry no object", "    {\n      \"id\": 1001,", "    5, {\n      \"id\": 1001,", 6, `want an object { … } for the entry`},
	{"missing comma", "\"id\": 1001,", "\"id\": 1001", 8, `invalid character '"' after object key:value pair`},
	{"missing comma between entries", "    },\n", "    }\n", 21, `invalid character '{' after array element`},
	{"comma too many", "\"message_size\": 65527\n", "\"message_size\": 65527,\n", 35, `invalid character '}'`},
	{"comma too many in the list", "    }\n  ]", "    },\n  ]", 36, `invalid character ']'`},
	{"missing colon", `"family": "AF_INET6"`, `"family" "AF_INET6"`, 11, `invalid character '"' after object key`},
	{"missing quote", `"path": "go:tcpip"`, `"path": "go:tcpip`, 9, `invalid character '\n' in string literal`},
	{"bad escape", `"path": "go:tcpip"`, `"path": "go:\tcp\ip"`, 9, `invalid character 'i' in string escape code`},
	{"name without quotes", `"family"`, `family`, 11, `invalid character 'f'`},
	{"comment", `"family"`, `// "family"`, 11, `invalid character '/'`},
	{"list closed as object", "  ]\n}", "  }\n}", 36, `invalid character '}'`},
	{"text after the end", "  ]\n}\n", "  ]\n}\n\nx", 39, `there is text after the end of the catalog`},
	{"second catalog after the end", "  ]\n}\n", "  ]\n}\n{}", 38, `there is text after the end of the catalog`},
	{"zeros after the end", "  ]\n}\n", "  ]\n}\n\x00\x00", 38, `there is text after the end of the catalog`},
	{"not UTF-8", `"MSAFD Tcpip [UDP/IPv6]"`, "\"MSAFD \xff\"", 23, `the text is not UTF-8`},
	{"UTF-16", "{\n", "\xff\xfe{\x00", 1, `the text is not UTF-8`},
	{"a block of zeros", `"family": "AF_INET6",`, strings.Repeat("\x00", 512), 11, `invalid character '\x00'`},
}

func TestDamagedFiles(t *testing.T) {
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			text := strings.Replace(sample(), d.old, d.new, 1)
			if text == sample() {
				t.Fatalf("%q is not in the sample", d.old)
			}
			c, err := parse([]byte(text))
			fault, ok := errors.AsType[*ParseError](err)
			if !ok {
				t.Fatalf("got %v, %v, want a *ParseError", c, err)
			}
			if fault.Line != d.line || !strings.Contains(fault.Reason, d.reason) {
				t.Errorf("got line %d: %s\nwant line %d: %s", fault.Line, fault.Reason, d.line, d.reason)
			}
		})
	}
}

// A file cut off anywhere is an error in the last line that is there, or in the
// line of the token that the cut spoiled.
func TestTruncatedFiles(t *testing.T) {
	whole := sample()
	end := strings.LastIndexByte(whole, '}')
	for cut := range end {
		c, err := parse([]byte(whole[:cut]))
		fault, ok := errors.AsType[*ParseError](err)
		if !ok {
			t.Fatalf("cut at %d: got %v, %v, want a *ParseError", cut, c, err)
		}
		if last := 1 + strings.Count(strings.TrimRight(whole[:cut], "\n "), "\n"); fault.Line != last {
			t.Errorf("cut at %d: line %d, want %d: %v", cut, fault.Line, last, err)
		}
	}
	if _, err := parse([]byte(whole[:end+1])); err != nil {
		t.Errorf("only the last line break cut off: %v", err)
	}
	for _, text := range []string{"", "\n", " \n\t\n"} {
		if _, err := parse([]byte(text)); err == nil || !strings.Contains(err.Error(), "the file ends too early") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Whatever the text, parse does not panic and says in which of its lines the
// fault is; what it takes is written and read back the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(sample()))
	f.Add(encode(full(f)))
	for _, d := range damages {
		f.Add([]byte(strings.Replace(sample(), d.old, d.new, 1)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := parse(text)
		if err != nil {
			fault, ok := errors.AsType[*ParseError](err)
			if lines := 1 + bytes.Count(text, []byte{'\n'}); !ok || fault.Line < 1 || fault.Line > lines || fault.Reason == "" {
				t.Fatalf("%d lines: %v", lines, err)
			}
			return
		}
		for i := range c.Len() {
			// Neither may hang or crash on any chain.
			_, _ = c.Resolve(c.At(i))
		}
		Check(c, nil)
		written := encode(c)
		again, err := parse(written)
		if err != nil {
			t.Fatalf("what was read can't be read again: %v\n%s", err, written)
		}
		if diff := cmp.Diff(c, again, exact); diff != "" {
			t.Fatalf("read again (-first +second):\n%s", diff)
		}
		if !bytes.Equal(written, encode(again)) {
			t.Fatal("written again, the file differs")
		}
	})
}
