package core_test

import (
	"testing"
	"time"

	"winsock/internal/core"
	_ "winsock/provider/afunix"
	"winsock/spi"
	"winsock/ws2def"
)

// FuzzCalls reads its input as a program of calls on a few sockets: whatever
// the order and the arguments, each call ends with 0 or a code that has a name.
func FuzzCalls(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
	f.Add([]byte("\x00\x00\x01\x02\x03\x04\x20\x41\x62\x83\xa4\xc5\xe6"))
	f.Add([]byte{0x40, 0x41, 0x42, 0x43, 0x4b, 0x44, 0x4c, 0x46, 0x4d, 0x48})
	f.Setenv("WINSOCK_RUN_DIR", f.TempDir())
	start(f)
	f.Fuzz(func(t *testing.T, program []byte) {
		if len(program) > 200 {
			return
		}
		var open []core.Handle
		defer func() {
			for _, h := range open {
				core.Close(h, spi.Park)
			}
		}()
		next := func() byte {
			if len(program) == 0 {
				return 0
			}
			b := program[0]
			program = program[1:]
			return b
		}
		// triples that need no rights
		triples := [][3]int32{{2, 1, 6}, {2, 2, 17}, {23, 1, 6}, {23, 2, 17}, {1, 1, 0}, {0, 0, 6}, {9, 9, 9}, {2, 2, 6}}
		for len(program) > 0 {
			op := next()
			which := int(op>>5) % max(len(open), 1)
			h := core.Handle(op)
			if len(open) > 0 {
				h = open[which]
			}
			buf := make([]byte, next()%64)
			for i := range min(len(buf), 8) {
				buf[i] = next()
			}
			if len(buf) > 0 && buf[0] == ws2def.AF_UNIX {
				buf[0] = ws2def.AF_INET // no files where the test runs
			}
			var e core.Errno
			switch op % 18 {
			case 0, 1:
				triple := triples[int(op>>5)]
				var made core.Handle
				if made, e = core.Create(triple[0], triple[1], triple[2], nil, 0, uint32(next()&0x81)); e == 0 {
					open = append(open, made)
					_, e = core.Ioctl(made, ws2def.FIONBIO, []byte{1, 0, 0, 0}, nil, spi.Park)
				}
			case 2:
				e = core.Bind(h, loopback(0))
			case 3:
				e = core.Bind(h, buf)
			case 4:
				e = core.Listen(h, int32(int8(next())))
			case 5:
				name := make([]byte, 128)
				n := 0
				if len(open) > 0 {
					n, _ = core.GetSockName(open[int(next())%len(open)], name)
				}
				e = core.Connect(h, name[:n], spi.Park)
			case 6:
				e = core.Connect(h, buf, spi.Park)
			case 7:
				var made core.Handle
				if made, _, e = core.Accept(h, buf, spi.Park); e == 0 {
					open = append(open, made)
				}
			case 8:
				_, e = core.Send(h, buf, uint32(next()), spi.Park)
			case 9:
				_, e = core.Recv(h, buf, uint32(next()), spi.Park)
			case 10:
				_, e = core.SendMsg(h, &spi.Message{Name: buf, Buffers: [][]byte{buf, nil, buf}}, uint32(next()), spi.Park)
			case 11:
				_, e = core.RecvMsg(h, &spi.Message{Name: buf, Buffers: [][]byte{nil, buf}, Control: make([]byte, next())}, uint32(next()), spi.Park)
			case 12:
				e = core.Shutdown(h, int32(int8(next())))
			case 13:
				e = core.SetSockOpt(h, int32(next())<<8|int32(next()), int32(int8(next())), buf, int32(int8(next())))
			case 14:
				_, e = core.GetSockOpt(h, int32(next())<<8|int32(next()), int32(int8(next())), buf, int32(int8(next())))
			case 15:
				set := append([]core.Handle(nil), open...)
				_, e = core.Select(&set, &set, nil, 0, spi.Park)
			case 16:
				_, e = core.Poll([]core.PollFd{{Fd: h, Events: int16(next())}}, 1, 0, spi.Hold)
			case 17:
				e = core.Close(h, spi.Park)
				past := time.Unix(1, 0)
				core.SetDeadline(h, &past, &past)
			}
			if e == ws2def.WSASYSCALLFAILURE || e != 0 && e.Name() == "" {
				t.Fatalf("call %d: %v", op%18, e)
			}
		}
	})
}
