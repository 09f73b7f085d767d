package core_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"time"

	"winsock/internal/core"
	"winsock/internal/object"
	"winsock/spi"
	"winsock/ws2def"
)

// share is the part of obey that is about sockets of several processes.
func (r *robot) share(w []string) string {
	h := r.sockets[w[1]]
	switch w[0] {
	case "startup":
		var data ws2def.WSAData
		return word(core.Startup(0x0202, &data))
	case "cleanup":
		return word(core.Cleanup())
	case "duplicate": // name pid: the structure in hexadecimal
		pid, _ := strconv.ParseUint(w[2], 10, 32)
		var info ws2def.WSAProtocolInfo
		if e := core.Duplicate(h, uint32(pid), &info); e != 0 {
			return e.Name()
		}
		return encodeInfo(&info)
	case "open": // name structure
		info := decodeInfo(w[2])
		s, e := core.Create(0, 0, 0, &info, 0, 0)
		if e != 0 {
			return e.Name()
		}
		r.sockets[w[1]] = s
		return "ok"
	case "accept": // name new: "ok"
		s, _, e := core.Accept(h, nil, spi.Park)
		r.sockets[w[2]] = s
		return word(e)
	case "connect": // name port
		n, _ := strconv.Atoi(w[2])
		return word(core.Connect(h, loopback(uint16(n)), spi.Park))
	case "send":
		n, e := core.Send(h, []byte(w[2]), 0, spi.Park)
		if e != 0 {
			return e.Name()
		}
		return fmt.Sprint(n)
	case "fill": // name letter n: sends n of them
		n, e := core.Send(h, bytes.Repeat([]byte(w[2]), int(numbers(w[3:])[0])), 0, spi.Park)
		if e != 0 {
			return e.Name()
		}
		return fmt.Sprint(n)
	case "recv":
		buf := make([]byte, 100)
		n, e := core.Recv(h, buf, 0, spi.Park)
		if e != 0 {
			return e.Name()
		}
		return "got:" + string(buf[:n])
	case "shutdown":
		how, _ := strconv.Atoi(w[2])
		return word(core.Shutdown(h, int32(how)))
	case "nonblocking":
		on, _ := strconv.Atoi(w[2])
		_, e := core.Ioctl(h, ws2def.FIONBIO, le32(int32(on)), nil, spi.Park)
		return word(e)
	case "set": // name level option value
		n := numbers(w[2:])
		return word(set(h, n[0], n[1], le32(n[2])))
	case "get":
		n := numbers(w[2:])
		var v [4]byte
		if _, e := core.GetSockOpt(h, n[0], n[1], v[:], 4); e != 0 {
			return e.Name()
		}
		return fmt.Sprint(int32(binary.LittleEndian.Uint32(v[:])))
	case "sockname":
		return nameOf(core.GetSockName(h, nameBuf[:]))
	case "peername":
		return nameOf(core.GetPeerName(h, nameBuf[:]))
	case "events": // name mask: selects them for an event of the socket's own
		event, _, _ := object.CreateEvent("", true, false, 0)
		r.sockets[w[1]+".event"] = event
		return word(core.EventSelect(h, event, numbers(w[2:])[0]))
	case "told": // name milliseconds: whether the event is signalled within
		wait := time.Duration(numbers(w[2:])[0]) * time.Millisecond
		end := time.Now().Add(wait)
		for {
			var happened ws2def.WSANETWORKEVENTS
			if e := core.EnumNetworkEvents(h, 0, &happened); e != 0 {
				return e.Name()
			}
			if happened.NetworkEvents != 0 || time.Now().After(end) {
				return fmt.Sprint(happened.NetworkEvents)
			}
			time.Sleep(time.Millisecond)
		}
	case "descriptors":
		return fmt.Sprint(descriptors())
	case "pid":
		return fmt.Sprint(os.Getpid())
	}
	return "?"
}

var nameBuf [128]byte

func nameOf(n int, e core.Errno) string {
	if e != 0 {
		return e.Name()
	}
	return hex.EncodeToString(nameBuf[:n])
}

func numbers(words []string) (all []int32) {
	for _, w := range words {
		n, _ := strconv.ParseInt(w, 0, 32)
		all = append(all, int32(n))
	}
	return all
}

// descriptors is how many the process has.
func descriptors() int {
	names, _ := os.ReadDir("/proc/self/fd")
	return len(names)
}

func encodeInfo(info *ws2def.WSAProtocolInfo) string {
	var b bytes.Buffer
	binary.Write(&b, binary.LittleEndian, info)
	return hex.EncodeToString(b.Bytes())
}

func decodeInfo(text string) (info ws2def.WSAProtocolInfo) {
	b, _ := hex.DecodeString(text)
	binary.Read(bytes.NewReader(b), binary.LittleEndian, &info)
	return info
}
