package winsock

import (
	"context"

	"winsock/internal/audit"
)

// AuditRecord is what is kept of one bind beside an audited socket.
type AuditRecord = audit.Record

// AuditDir is the directory of the records: the one that WINSOCK_AUDIT_DIR names,
// else /var/log/winsock.
func AuditDir() string { return audit.Dir() }

// ReadAudit calls f with each record in the directory dir, the oldest first, until f
// returns an error, which is the result. With follow it then waits for more until ctx
// is done. Records belong to the user who keeps them: mostly root.
func ReadAudit(ctx context.Context, dir string, follow bool, f func(AuditRecord) error) error {
	return audit.Read(ctx, dir, follow, f)
}
