// Package registry is what the winsock processes of one machine share, without
// a daemon: which sockets are bound to a port, with which option, and whose they
// are, so that the bind rules can be decided that Windows has and Linux has not
// (D7, D14); a [Door] in each process, where others ask which sockets it has, and
// bring or fetch a [Parcel]; and a [Block] for each socket that several processes use.
//
// # Files
//
// Everything lives in one directory for all users: the one that
// WINSOCK_RUN_DIR names, else /run/winsock where the administrator made it
// (root's, mode 1777), else /dev/shm/winsock, which the first process makes. A
// home or /run/user folder would not do, because the rules are about other
// users as well; /run itself is closed to users.
//
//	ports.<namespace>.<uid>.<n>   the claims of one process: a record per bound socket
//	ports.<namespace>.gate        empty; locking a byte of it locks a port
//	process.<pid>.<random>        a process's door, a Unix socket
//	name.<uid>.<hash>             the name of an object, and what it is at the moment
//	name.<uid>.gate               empty; locked while objects that have names change
//	groups.<number>/<name>        a socket group; number and name are its id
//	groups.<number>/bell          written to when a group's quality of service is set
//
// Each network namespace has files of its own: a port means nothing across
// them. A process opens both files at its first bind and keeps them. A bind
// locks the port's byte of the gate, asks the kernel, writes its record and
// unlocks; a close erases the record. Nobody else pays. Only a bind that the
// kernel refuses as "in use" reads the other processes' files to see whether
// the rules allow what the kernel, alone, does not.
//
// A process holds a lock on its file as long as it lives. All locks belong to
// open file descriptions, so the end of a process, however it came, frees them:
// a file whose lock can be taken is a dead process's, its records count no more,
// and the next process of the same user takes the file over.
//
// A named object belongs to the processes of one user. Each that has it open
// holds a lock on a byte of the file; the last one removes the file, and a file
// without locks means nothing. A process that is killed while it owns a mutex
// loses its lock, which tells the others that the mutex is abandoned.
//
// A group belongs to the processes of one user, in whose directory its file is. Each
// process in it has blocks of the file for its sockets, and a lock on a byte per block:
// joining and leaving is writing a record, without a lock among processes. A gate is
// locked where one has to know of the others, such as to where a constrained group is
// connected. What killed processes leave is removed by those who make groups.
//
// # Audit
//
// The record of a socket beside which binds are audited has a mark: a process and the
// number of its [AuditDoor]. Who finds the mark among the records that a bind in use
// has it read anyway tells there of the bind, and waits until it is on record. The door
// is a socket with an abstract name: nobody can remove it, nothing of it remains. The
// kernel says who tells, and to whom marks belong: one that is neither root's nor of a
// process with CAP_AUDIT_WRITE is passed over.
//
// # Trust
//
// A record counts for the user who owns the file and for nobody else, whatever
// it says: the owner is the kernel's word. Others may read a file, not write it.
// Links are not followed, only regular files are read, and bytes that are no
// record with a right check sum are passed over, so the worst that a user can
// do with files of his own is to claim ports, which binding them does as well.
// Whoever holds a lock of the gate too long is not waited for, and who takes the names
// that others will want only has them choose names that can't be foreseen; when it is
// the gate's, ports are worked on without one. Whoever owns the
// directory (root in the first two cases) can remove names; then, as when there
// is no directory at all, processes do not see one another: the rules hold
// inside each process and the kernel's word between them. For that reason the
// kernel is always asked first, without any option that lets sockets share a
// port: what nobody may share, nobody can take by tampering here.
package registry
