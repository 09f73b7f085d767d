// Package rooted has the protocol that the sockets of provider/rooted speak over a TCP
// connection: pure encoders and decoders.
//
// A connection carries frames: a byte that says what it is, the length of what follows
// in three bytes, big endian, and that. Who connects says [Hello]; the other side says
// [Answer] when it has decided. After an answer that admits, both send [Data], a message
// each, and last [End]. A connection that ends without it has broken.
//
//	Hello   "WSRM", version (2 bytes), kind, plane, role, flow
//	Answer  "WSRM", version (2 bytes), verdict, role
//
// A hello of another version is answered with a refusal in the answerer's version, whose
// form will not change.
package rooted

import (
	"encoding/binary"
	"errors"
	"io"
)

// Version is the version of the protocol.
const Version = 1

// MaxMessage is the length of the longest message.
const MaxMessage = 32 << 10

// Type says what a frame is.
type Type uint8

// The types of frames.
const (
	TypeHello Type = iota + 1
	TypeAnswer
	TypeData
	TypeEnd
)

// Kind says what a connection is for.
type Kind uint8

// The kinds of connections.
const (
	Connect Kind = iota + 1 // two sockets talk with each other
	Join                    // a leaf asks the root to be admitted
	Invite                  // a root asks a leaf to come
)

// Plane says who hears whom in a session.
type Plane uint8

// The data planes.
const (
	Rooted    Plane = iota + 1 // the data root is heard by all, and hears all
	Nonrooted                  // everybody hears everybody
)

// Flow says which way the data of a connection goes, as seen by who connects.
type Flow uint8

// The directions.
const (
	Sends Flow = 1 << iota
	Receives
)

// Hello is what who connects says first.
type Hello struct {
	Kind     Kind
	Plane    Plane
	DataRoot bool // its role in the data plane
	Flow     Flow
}

// Answer is what the other side says to it.
type Answer struct {
	Admitted bool
	DataRoot bool // its role in the data plane
}

// What can be wrong with frames.
var (
	ErrFrame   = errors.New("rooted: not a frame of this protocol")
	ErrVersion = errors.New("rooted: another version of the protocol")
)

const (
	magic      = "WSRM"
	headerSize = 4
	helloSize  = 10
	answerSize = 8
)

// limits are the longest frames of each type without their headers.
var limits = [...]int{TypeHello: 64, TypeAnswer: 64, TypeData: MaxMessage, TypeEnd: 0}

// AppendHeader appends the beginning of a frame of n bytes.
func AppendHeader(b []byte, typ Type, n int) []byte {
	return append(b, byte(typ), byte(n>>16), byte(n>>8), byte(n))
}

// Header reads the beginning of a frame. Errors: ErrFrame (unknown, or too long).
func Header(b [headerSize]byte) (typ Type, n int, err error) {
	typ, n = Type(b[0]), int(b[1])<<16|int(b[2])<<8|int(b[3])
	if typ == 0 || int(typ) >= len(limits) || n > limits[typ] {
		return 0, 0, ErrFrame
	}
	return typ, n, nil
}

// Read reads a frame. It allocates no more than the frame's type allows. Errors:
// ErrFrame, those of r; io.EOF between frames, io.ErrUnexpectedEOF inside one.
func Read(r io.Reader) (Type, []byte, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return 0, nil, err
	}
	typ, n, err := Header(header)
	if err != nil {
		return 0, nil, err
	}
	p := make([]byte, n)
	if _, err := io.ReadFull(r, p); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return 0, nil, err
	}
	return typ, p, nil
}

// Frame is the frame of a hello.
func (h Hello) Frame() []byte {
	b := append(AppendHeader(nil, TypeHello, helloSize), magic...)
	b = binary.BigEndian.AppendUint16(b, Version)
	return append(b, byte(h.Kind), byte(h.Plane), bit(h.DataRoot), byte(h.Flow))
}

// ParseHello reads what a hello's frame carries. Errors: ErrVersion, ErrFrame.
func ParseHello(p []byte) (Hello, error) {
	if err := opening(p, helloSize); err != nil {
		return Hello{}, err
	}
	h := Hello{Kind(p[6]), Plane(p[7]), p[8] != 0, Flow(p[9])}
	if h.Kind < Connect || h.Kind > Invite || h.Plane < Rooted || h.Plane > Nonrooted || p[8] > 1 ||
		h.Flow == 0 || h.Flow > Sends|Receives {
		return Hello{}, ErrFrame
	}
	return h, nil
}

// Frame is the frame of an answer.
func (a Answer) Frame() []byte {
	b := append(AppendHeader(nil, TypeAnswer, answerSize), magic...)
	b = binary.BigEndian.AppendUint16(b, Version)
	return append(b, bit(a.Admitted), bit(a.DataRoot))
}

// ParseAnswer reads what an answer's frame carries. Errors: ErrVersion, ErrFrame.
func ParseAnswer(p []byte) (Answer, error) {
	if err := opening(p, answerSize); err != nil {
		return Answer{}, err
	}
	if p[6] > 1 || p[7] > 1 {
		return Answer{}, ErrFrame
	}
	return Answer{p[6] != 0, p[7] != 0}, nil
}

// opening checks what a hello and an answer begin with, and their length, which only a
// version says.
func opening(p []byte, size int) error {
	switch {
	case len(p) < 6 || string(p[:4]) != magic:
		return ErrFrame
	case binary.BigEndian.Uint16(p[4:]) != Version:
		return ErrVersion
	case len(p) != size:
		return ErrFrame
	}
	return nil
}

// Data is the frame of a message in parts, which must not be longer than MaxMessage.
func Data(parts [][]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	b := AppendHeader(make([]byte, 0, headerSize+n), TypeData, n)
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// Message is the message in a frame that Data made.
func Message(frame []byte) []byte { return frame[headerSize:] }

// End is the frame that ends what a side sends.
func End() []byte { return AppendHeader(nil, TypeEnd, 0) }

func bit(on bool) byte {
	if on {
		return 1
	}
	return 0
}
