package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// byteOrderMark is UTF-8's; the compilers skip it where a file begins.
var byteOrderMark = []byte("\xef\xbb\xbf")

// charset is an encoding that sources come in.
type charset struct {
	name     string
	encoding encoding.Encoding
	also     []string // other names, lower case
	usual    string   // frequent letters, by which it is told from others
}

// charsets are in the order in which they are preferred when nothing tells one
// from another. The one that takes every byte is the last.
var charsets = []charset{
	{
		name: "Shift_JIS", encoding: japanese.ShiftJIS, also: []string{"sjis", "shift-jis", "cp932", "932"},
		usual: "のにをはがとでたしてるいれなっらかくあり、。・ーンスルトラリイクアドタシレッジロコプカサバグデ",
	},
	{
		name: "CP949", encoding: korean.EUCKR, also: []string{"euc-kr", "euckr", "949", "ms949", "uhc"},
		usual: "이다는을의에가지고하로를서기사은스시리한인도트자소켓서버클라언어전송수신연결패성공값",
	},
	{
		name: "GBK", encoding: simplifiedchinese.GBK, also: []string{"cp936", "936", "gb2312", "gb18030"},
		usual: "的是一不有在了数接连端口服务器客户套字错误发送收信息创建失败成功：，。（）定义函据地址程序监听等待返回线程关闭绑初始化请输入",
	},
	{
		name: "Big5", encoding: traditionalchinese.Big5, also: []string{"cp950", "950"},
		usual: "的是一不有在了數接連端口服務器客戶錯誤發送收信息建失敗成功：，。（）定義函據地址程式監聽等待返回執行緒關閉",
	},
	{name: "CP1251", encoding: charmap.Windows1251, also: []string{"1251", "windows-1251"}, usual: "оеаинтсрвлкмдпуяыьгз"},
	{name: "CP1252", encoding: charmap.Windows1252, also: []string{"1252", "windows-1252", "latin1", "iso-8859-1"}, usual: "éèàùçâêîôûäöüßñáíóúåøæ©®«»°’‘“”–—…•€™§µ±"},
}

// charsetNamed finds the encoding that --winsock-charset names.
func charsetNamed(name string) (*charset, error) {
	lower := strings.ToLower(name)
	var names []string
	for i := range charsets {
		cs := &charsets[i]
		if lower == strings.ToLower(cs.name) || slices.Contains(cs.also, lower) {
			return cs, nil
		}
		names = append(names, cs.name)
	}
	return nil, fmt.Errorf("--winsock-charset=%s: unknown: give one of %s", name, strings.Join(names, ", "))
}

// utf8Source returns the text of a source in UTF-8, without a byte order mark
// and without what follows a Ctrl-Z at the end. The note names what was done
// and is empty when text is data itself. forced is the encoding of files that
// are not UTF-8; nil guesses it.
func utf8Source(data []byte, forced *charset) (text []byte, note string) {
	text, note = decode(data, forced)
	if cut := bytes.TrimRight(text, "\x1a"); len(cut) < len(text) {
		return cut, joined(note, "Ctrl-Z at the end removed")
	}
	return text, note
}

func decode(data []byte, forced *charset) (text []byte, note string) {
	if wide, order := utf16Order(data); wide {
		text, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
		if err == nil {
			return text, "decoded from UTF-16"
		}
		return data, ""
	}
	if utf8.Valid(data) {
		return data, "" // the compilers skip a byte order mark themselves
	}
	cs := forced
	if cs == nil {
		cs = guess(data)
	}
	text, err := cs.encoding.NewDecoder().Bytes(data)
	if err != nil {
		return data, ""
	}
	return text, "decoded from " + cs.name
}

// utf16Order recognises UTF-16 by its byte order mark, or by the zero byte that
// one half of each of the first letters is.
func utf16Order(data []byte) (bool, unicode.Endianness) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return true, unicode.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return true, unicode.BigEndian
	case len(data) < 4 || len(data)%2 != 0:
		return false, unicode.LittleEndian
	case data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0:
		return true, unicode.LittleEndian
	case data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0:
		return true, unicode.BigEndian
	}
	return false, unicode.LittleEndian
}

// guess chooses among the charsets: the one in which the fewest bytes are wrong
// and, of these, the largest part of the foreign letters is frequent ones. Text
// whose foreign bytes mostly stand alone between ASCII letters is CP1252.
func guess(data []byte) *charset {
	best, bestWrong, bestScore := &charsets[len(charsets)-1], 1<<30, -1.0
	for i := range charsets {
		cs := &charsets[i]
		text, err := cs.encoding.NewDecoder().Bytes(data)
		if err != nil {
			continue
		}
		wrong, foreign, usual := 0, 0, 0
		for _, r := range string(text) {
			switch {
			case r == utf8.RuneError:
				wrong++
			case r >= 0x80:
				foreign++
				if strings.ContainsRune(cs.usual, r) {
					usual++
				}
			}
		}
		score := float64(usual) / float64(max(foreign, 1))
		if wrong < bestWrong && score > 0 || wrong <= bestWrong && score > bestScore {
			best, bestWrong, bestScore = cs, wrong, score
		}
	}
	return best
}

// joined puts two notes together.
func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}
