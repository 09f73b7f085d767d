package audit

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// Record is what is kept of one bind to an audited port.
//
// Source: P-441.
type Record struct {
	Time     time.Time      `json:"time"`
	Result   string         `json:"result"`          // Success or Failed
	Error    string         `json:"error,omitempty"` // the name of the Winsock error; "": unknown, or none
	Protocol string         `json:"protocol"`        // tcp, udp
	Address  netip.AddrPort `json:"address"`         // that was wanted

	PID     int    `json:"pid"` // of who wanted it
	UID     uint32 `json:"uid"`
	GID     uint32 `json:"gid"`
	Program string `json:"program,omitempty"` // path of the executable
	Command string `json:"command,omitempty"`
	Label   string `json:"label,omitempty"` // security label
	Witness string `json:"witness"`         // who says so: Library, Kernel, Both

	OwnerPID     int            `json:"owner_pid"`
	OwnerUID     uint32         `json:"owner_uid"`
	OwnerCookie  uint64         `json:"owner_cookie"` // the kernel's name for the audited socket
	OwnerAddress netip.AddrPort `json:"owner_address"`

	ACE ACE `json:"ace"`
}

// ACE is the entry of the audited socket's SACL that asked for the record.
type ACE struct {
	SID   string `json:"sid"`
	Mask  uint32 `json:"mask"`
	Flags uint8  `json:"flags"`
}

// Results.
const (
	Success = "success"
	Failed  = "failed"
)

// Witnesses.
const (
	Library = "library"        // the other process's winsock says so; the kernel was not asked
	Kernel  = "kernel"         // the kernel says so; the other process does not use winsock
	Both    = "library+kernel" // they agree
)

// Encode writes r as a line.
func (r *Record) Encode() ([]byte, error) {
	line, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("audit: a record can't be written: %w", err)
	}
	return append(line, '\n'), nil
}

// Decode reads a line; ok is false for what is no record.
func Decode(line []byte) (r Record, ok bool) {
	if json.Unmarshal(line, &r) != nil || r.Time.IsZero() || r.Result != Success && r.Result != Failed || !r.Address.IsValid() {
		return Record{}, false
	}
	return r, true
}

// Text is the record as the kernel's audit system and the system's log get it.
//
// Source: P-442.
func (r *Record) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "op=winsock-bind proto=%s laddr=%s lport=%d pid=%d uid=%d gid=%d",
		r.Protocol, r.Address.Addr(), r.Address.Port(), r.PID, r.UID, r.GID)
	for _, f := range []struct{ name, value string }{
		{"comm", r.Command}, {"exe", r.Program}, {"subj", r.Label}, {"error", r.Error},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, " %s=%s", f.name, untrusted(f.value))
		}
	}
	fmt.Fprintf(&b, " witness=%s owner_pid=%d owner_uid=%d owner_cookie=%d ace=%s res=%s",
		r.Witness, r.OwnerPID, r.OwnerUID, r.OwnerCookie, r.ACE.SID, r.Result)
	return b.String()
}

// untrusted writes a text that others chose as the kernel's audit does: in quotes,
// or in hexadecimal when it has a character that could be taken for the end.
func untrusted(s string) string {
	for i := range len(s) {
		if c := s[i]; c < 0x21 || c > 0x7e || c == '"' {
			return fmt.Sprintf("%X", s)
		}
	}
	return `"` + s + `"`
}
