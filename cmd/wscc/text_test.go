package main

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func TestGuess(t *testing.T) {
	tests := []struct {
		want string
		text string
		enc  encoding.Encoding
	}{
		{"GBK", "// 创建套接字\nint s; // 绑定端口", simplifiedchinese.GBK},
		{"GBK", `printf("客户端连接失败：%d\n", WSAGetLastError());`, simplifiedchinese.GBK},
		{"CP949", "// 소켓을 생성한다\n/* 서버 주소 */", korean.EUCKR},
		{"CP949", `printf("연결 성공\n");`, korean.EUCKR},
		{"Shift_JIS", "// ソケットを作成する\n", japanese.ShiftJIS},
		{"Shift_JIS", "/* 接続に失敗しました */", japanese.ShiftJIS},
		{"Big5", "// 建立連接，等待客戶端的訊息\n", traditionalchinese.Big5},
		{"CP1251", "// Создание сокета и подключение к серверу\n", charmap.Windows1251},
		{"CP1252", "// Größe des Puffers, café, señor\n", charmap.Windows1252},
		{"CP1252", "/* Copyright © 1998 Müller */", charmap.Windows1252},
		{"CP1252", "// it’s — “quoted”", charmap.Windows1252},
	}
	for _, test := range tests {
		data, err := test.enc.NewEncoder().Bytes([]byte(test.text))
		if err != nil {
			t.Fatal(test.text, err)
		}
		text, note := utf8Source(data, nil)
		if string(text) != test.text || note != "decoded from "+test.want {
			t.Errorf("%s: %s as %q", test.text, note, text)
		}
	}
}

func TestUTF8Source(t *testing.T) {
	tests := []struct{ name, data, want, note string }{
		{"UTF-8", "ä", "ä", ""},
		{"UTF-8 with a mark", "\xef\xbb\xbfä", "\xef\xbb\xbfä", ""},
		{"UTF-16LE", "\xff\xfea\x00\xe4\x00", "aä", "decoded from UTF-16"},
		{"UTF-16BE", "\xfe\xff\x00a\x00\xe4", "aä", "decoded from UTF-16"},
		{"UTF-16LE without a mark", "a\x00b\x00", "ab", "decoded from UTF-16"},
		{"UTF-16BE without a mark", "\x00a\x00b", "ab", "decoded from UTF-16"},
		{"Ctrl-Z", "a\n\x1a\x1a", "a\n", "Ctrl-Z at the end removed"},
		{"empty", "", "", ""},
	}
	for _, test := range tests {
		text, note := utf8Source([]byte(test.data), nil)
		if string(text) != test.want || note != test.note {
			t.Errorf("%s: %q, %q; want %q, %q", test.name, text, note, test.want, test.note)
		}
	}
}

func TestDirectives(t *testing.T) {
	text := `#include <a.h>
  #  include "dir\b.h" // comment
/* #include "no1.h"
#include "no2.h" */ #include "yes.h"
char *s = "/*"; // /*
#include /* x */ "c.h"
#import "d.h"
#include_next <e.h>
#include MACRO
#if __has_include(<f.h>) && __has_include("g.h")
#pragma comment(lib, "x.lib")
#pragma comment(linker, "y.lib")
#include "open
??=include "no3.h"
#include <>`
	var got []string
	for _, d := range directives([]byte(text)) {
		got = append(got, d.name)
		if part := text[d.start:d.end]; d.kind != libPragma && part != `"`+d.name+`"` && part != "<"+d.name+">" {
			t.Errorf("%s is said to stand in %q", d.name, part)
		}
	}
	want := []string{"a.h", `dir\b.h`, "yes.h", "c.h", "d.h", "e.h", "f.h", "g.h", "x.lib"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzDirectives(f *testing.F) {
	f.Add([]byte("#include \"a.h\"\n/* */ # pragma comment(lib,\"x\")\n"))
	f.Add([]byte("#if __has_include(<a>)\n\\\n'\"/*\"'"))
	f.Fuzz(func(t *testing.T, data []byte) {
		last := 0
		for _, d := range directives(data) {
			if d.start < last || d.end < d.start || d.end > len(data) {
				t.Fatalf("%+v after %d of %d", d, last, len(data))
			}
			last = d.end
		}
	})
}

func FuzzUTF8Source(f *testing.F) {
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("\x83\x5c\x1a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, note := utf8Source(data, nil)
		if note == "" && !bytes.Equal(text, data) || utf8.Valid(data) && !utf8.Valid(text) {
			t.Fatalf("%q became %q: %q", data, text, note)
		}
	})
}

func FuzzInspect(f *testing.F) {
	f.Add([]byte("!<arch>\nx               0           0     0     644     4         `\n\x7fELF"))
	f.Add([]byte("wmain\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		k := &contents{defined: map[string]bool{}}
		k.object(data)
		k.bytecode(data)
		if len(data) > 8 {
			k.archive(data[8:])
		}
	})
}
