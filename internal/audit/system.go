package audit

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Where the system's log listens.
var (
	journalSocket = "/run/systemd/journal/socket"
	syslogSocket  = "/dev/log"
)

// messageID is what all records have in the journal: MESSAGE_ID=…
const messageID = "5c1d9b0f7a3e4c2b9e64d0f1a8b7c6e5"

// priority is that of syslog: facility authpriv, severity notice.
const priority = 10<<3 | 5

// systemLog writes to journald, or where there is none to syslog.
type systemLog struct {
	conn    *net.UnixConn
	journal bool
}

// openSystemLog finds the system's log. Without one that is an error.
func openSystemLog() (*systemLog, error) {
	for _, path := range []string{journalSocket, syslogSocket} {
		c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Net: "unixgram", Name: path})
		if err == nil {
			return &systemLog{c, path == journalSocket}, nil
		}
	}
	return nil, fmt.Errorf("audit: neither journald nor syslog is here")
}

func (s *systemLog) close() { s.conn.Close() }

// writePatience is how long a log that is full is waited for.
const writePatience = 100 * time.Millisecond

// write sends r.
//
// Source: P-442; the documentation of journald's native protocol; RFC 3164.
func (s *systemLog) write(r *Record) error {
	s.conn.SetWriteDeadline(time.Now().Add(writePatience))
	message := []byte(fmt.Sprintf("<%d>%s winsock[%d]: %s", priority, r.Time.Format(time.Stamp), os.Getpid(), r.Text()))
	if s.journal {
		message = journalEntry(r)
	}
	if _, err := s.conn.Write(message); err != nil {
		return fmt.Errorf("audit: the system's log takes nothing: %w", err)
	}
	return nil
}

// journalEntry is r with a field for each of its own.
func journalEntry(r *Record) []byte {
	var b bytes.Buffer
	for _, f := range [][2]string{
		{"MESSAGE", r.Text()},
		{"MESSAGE_ID", messageID},
		{"PRIORITY", strconv.Itoa(priority & 7)},
		{"SYSLOG_FACILITY", strconv.Itoa(priority >> 3)},
		{"SYSLOG_IDENTIFIER", "winsock"},
		{"WINSOCK_RESULT", r.Result},
		{"WINSOCK_ERROR", r.Error},
		{"WINSOCK_PROTOCOL", r.Protocol},
		{"WINSOCK_ADDRESS", r.Address.Addr().String()},
		{"WINSOCK_PORT", strconv.Itoa(int(r.Address.Port()))},
		{"WINSOCK_PID", strconv.Itoa(r.PID)},
		{"WINSOCK_UID", strconv.FormatUint(uint64(r.UID), 10)},
		{"WINSOCK_GID", strconv.FormatUint(uint64(r.GID), 10)},
		{"WINSOCK_PROGRAM", r.Program},
		{"WINSOCK_COMMAND", r.Command},
		{"WINSOCK_WITNESS", r.Witness},
		{"WINSOCK_OWNER_PID", strconv.Itoa(r.OwnerPID)},
	} {
		name, value := f[0], f[1]
		switch {
		case value == "":
		case strings.Contains(value, "\n"): // such values have their length before them
			b.WriteString(name + "\n")
			b.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(value))))
			b.WriteString(value + "\n")
		default:
			b.WriteString(name + "=" + value + "\n")
		}
	}
	return b.Bytes()
}
