// Package audit keeps the records of binds to audited ports: it writes each to a
// file of its own, to the kernel's audit system and to journald or syslog, and
// reads the file again.
//
// # The file
//
// One directory holds them: the one that WINSOCK_AUDIT_DIR names, else
// /var/log/winsock. It has to belong to the writer, or to root, and nobody else may
// write to it; no link is followed. In it
//
//	audit.log      the newest records, a line of JSON each
//	audit.log.1    older ones, up to audit.log.8
//	audit.lock     empty; locked while a record is appended
//
// Any number of processes of one user append. A record is one write. A process that
// is killed amid it leaves a line without an end, which the next writer cuts off and
// readers pass over; whoever waits for that record was not told that it is written.
// A file that would become longer than 8 MiB becomes audit.log.1 first. What was
// written survives a crash of the machine from a second later on.
package audit
