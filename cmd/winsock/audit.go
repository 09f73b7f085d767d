package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"winsock"
)

type auditCmd struct {
	Follow bool   `name:"follow" short:"f" help:"Go on and show records as they come."`
	Last   int    `name:"last" short:"n" placeholder:"N" help:"Only the newest N; with --follow end after N."`
	Port   uint16 `name:"port" short:"p" help:"Only binds to this port."`
	PID    int    `name:"pid" help:"Only binds by this process."`
	UID    string `name:"uid" placeholder:"UID" help:"Only binds by this user, a number."`
	Result string `name:"result" placeholder:"failed|success" help:"Only binds with this end."`
	Since  string `name:"since" placeholder:"TIME" help:"Only from this time on."`
	Until  string `name:"until" placeholder:"TIME" help:"Only before this time."`
	Dir    string `name:"dir" placeholder:"PATH" help:"Where the records are; else WINSOCK_AUDIT_DIR or /var/log/winsock."`
	JSON   bool   `name:"json" help:"Write JSON; with --follow one object a line."`
}

func (auditCmd) Help() string {
	return `Shows who tried to bind a socket to the port of an audited one: of a service that
made its socket with WSA_FLAG_ACCESS_SYSTEM_SECURITY and gave it a SACL. The records
are the service's user's, mostly root's. Nobody else can write them, or read them.

    sudo winsock audit
    sudo winsock audit -f --port 8080
    sudo winsock audit --result failed --since 24h
    sudo winsock audit --json | jq 'group_by(.uid) | map({uid: .[0].uid, n: length})'

A TIME is one of the day (2026-01-31T08:00:00Z, 2026-01-31) or how long ago (90m, 24h).

JSON objects have time, result (success, failed), error, protocol, address, pid, uid,
gid, program, command, label, witness (library: the process's own winsock says so;
kernel: it uses none; library+kernel: both say so), owner_pid, owner_uid,
owner_cookie, owner_address, and ace: sid, mask and flags of what asked for the record.`
}

// chosen is a filter made of the flags.
type chosen struct {
	*auditCmd
	uid          uint32
	byUser       bool
	since, until time.Time
}

// choose reads the flags.
func (c *auditCmd) choose(now time.Time) (f chosen, err error) {
	f = chosen{auditCmd: c}
	if c.UID != "" {
		uid, err := strconv.ParseUint(c.UID, 10, 32)
		if err != nil {
			return f, usagef("--uid: %q is no number of a user", c.UID)
		}
		f.uid, f.byUser = uint32(uid), true
	}
	switch c.Result {
	case "", "failed", "success":
	default:
		return f, usagef("--result: %q is neither failed nor success", c.Result)
	}
	if c.Last < 0 {
		return f, usagef("--last: %d is less than none", c.Last)
	}
	if f.since, err = moment("--since", c.Since, now); err != nil {
		return f, err
	}
	f.until, err = moment("--until", c.Until, now)
	return f, err
}

// moment reads a time; the zero one for "".
func moment(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usagef("%s: %q is no time; write 2026-01-31T08:00:00Z, 2026-01-31 or how long ago: 90m", flag, text)
}

// has reports whether a record is one of those asked for.
func (f *chosen) has(r *winsock.AuditRecord) bool {
	return (f.Port == 0 || r.Address.Port() == f.Port) && (f.PID == 0 || r.PID == f.PID) &&
		(!f.byUser || r.UID == f.uid) && (f.Result == "" || r.Result == f.Result) &&
		(f.since.IsZero() || !r.Time.Before(f.since)) && (f.until.IsZero() || r.Time.Before(f.until))
}

func (c *auditCmd) Run(s *screen) error {
	f, err := c.choose(time.Now())
	if err != nil {
		return err
	}
	dir := c.Dir
	if dir == "" {
		dir = winsock.AuditDir()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if c.Follow {
		err = c.follow(ctx, s, dir, &f)
	} else {
		err = c.list(ctx, s, dir, &f)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w; nothing has been audited yet, or --dir names another directory", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; records are their writer's, try sudo", err)
	}
	return err
}

// list shows what there is.
func (c *auditCmd) list(ctx context.Context, s *screen, dir string, f *chosen) error {
	all := []winsock.AuditRecord{}
	err := winsock.ReadAudit(ctx, dir, false, func(r winsock.AuditRecord) error {
		if f.has(&r) {
			if c.Last > 0 && len(all) == c.Last {
				all = all[1:]
			}
			all = append(all, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(all)
	}
	if len(all) == 0 {
		s.line("no records")
		return nil
	}
	rows := make([][]any, len(all))
	for i := range all {
		rows[i] = auditRow(&all[i])
	}
	return s.table([]column{
		{title: "time"},
		{title: "result"},
		{title: "wanted"},
		{title: "pid", right: true},
		{title: "uid", right: true},
		{title: "program"},
		{title: "told by"},
		{title: "owner", right: true},
	}, rows)
}

func auditRow(r *winsock.AuditRecord) []any {
	result := r.Result
	if r.Error != "" {
		result += " " + r.Error
	}
	return []any{
		r.Time.Local().Format(time.DateTime), result, r.Protocol + " " + r.Address.String(),
		r.PID, r.UID, printable(cmp.Or(r.Program, r.Command)), r.Witness, r.OwnerPID,
	}
}

// printable writes a text that others chose without what a terminal would obey.
func printable(text string) string {
	return strings.Trim(strconv.QuoteToGraphic(text), `"`)
}

// errEnough ends a reading.
var errEnough = errors.New("enough")

// follow shows what there is and then records as they come.
func (c *auditCmd) follow(ctx context.Context, s *screen, dir string, f *chosen) error {
	show := func(r *winsock.AuditRecord) error {
		if c.JSON {
			line, err := json.Marshal(r)
			if err != nil {
				return err
			}
			s.line("%s", line)
		} else {
			row := auditRow(r)
			s.line("%s  %s  %s  pid %d  uid %d  %s  (%s)", row[0], row[1], row[2], row[3], row[4], row[5], row[6])
		}
		return s.failed
	}
	err := winsock.ReadAudit(ctx, dir, true, func(r winsock.AuditRecord) error {
		if !f.has(&r) {
			return nil
		}
		if err := show(&r); err != nil {
			return err
		}
		if c.Last--; c.Last == 0 {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}
