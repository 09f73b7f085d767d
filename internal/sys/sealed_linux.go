package sys

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// seals keep a file in memory at its size, and themselves.
const seals = unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_SEAL

// SealedMemFd makes a file in memory of size bytes, all zero, that nobody can make
// shorter or longer: whoever maps it is safe from whoever else has it.
func SealedMemFd(name string, size int64) (int, Errno) {
	if e := injected("memfd_create"); e != 0 {
		return -1, e
	}
	fd, err := unix.MemfdCreate(name, unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return -1, number(err)
	}
	e := Truncate(fd, size)
	if e == 0 {
		_, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals)
		e = number(err)
	}
	if e != 0 {
		Close(fd)
		return -1, e
	}
	return fd, 0
}

// IsSealed reports whether fd is what [SealedMemFd] makes, of size bytes.
func IsSealed(fd int, size int64) bool {
	have, err := unix.FcntlInt(uintptr(fd), unix.F_GET_SEALS, 0)
	var st unix.Stat_t
	return err == nil && have&seals == seals && Stat(fd, &st) == 0 && st.Size == size
}

// Reopen opens the file of fd once more, for reading and writing, close-on-exec: a
// file description of its own, with locks of its own.
func Reopen(fd int) (int, Errno) {
	return OpenAt(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", fd), unix.O_RDWR, 0)
}

// SocketCookie is the number that the kernel gives a socket: the same in all
// processes that have it, and never given to another.
func SocketCookie(fd int) (uint64, Errno) {
	if e := injected("getsockopt"); e != 0 {
		return 0, e
	}
	cookie, err := unix.GetsockoptUint64(fd, unix.SOL_SOCKET, unix.SO_COOKIE)
	return cookie, number(err)
}

// CopyAbove is [Copy] to the first free number from least on.
func CopyAbove(fd, least int) (int, Errno) {
	if e := injected("fcntl"); e != 0 {
		return -1, e
	}
	own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, least)
	return own, number(err)
}

// FileNumber is the number of the file that fd is open for.
func FileNumber(fd int) (uint64, Errno) {
	var st unix.Stat_t
	e := Stat(fd, &st)
	return st.Ino, e
}

// ReadSealed reads all of fd, which is what [SealedMemFd] makes, of at most most bytes.
func ReadSealed(fd int, most int64) ([]byte, bool) {
	var st unix.Stat_t
	if Stat(fd, &st) != 0 || st.Size > most || !IsSealed(fd, st.Size) {
		return nil, false
	}
	text := make([]byte, st.Size)
	n, e := Pread(fd, text, 0)
	return text, e == 0 && n == len(text)
}

// SetCloseOnExec makes fd one that programs do not get.
func SetCloseOnExec(fd int) Errno {
	if e := injected("fcntl"); e != 0 {
		return e
	}
	_, err := unix.FcntlInt(uintptr(fd), unix.F_SETFD, unix.FD_CLOEXEC)
	return number(err)
}
