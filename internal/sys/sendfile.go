package sys

import "golang.org/x/sys/unix"

// SendFile sends up to n bytes of the file from offset to a socket, without waiting,
// and returns how many; 0 at the end of the file.
func SendFile(socket, file int, offset int64, n int) (int, Errno) {
	if e := injected("sendfile"); e != 0 {
		return 0, e
	}
	sent := 0
	e := again(func() (err error) {
		sent, err = unix.Sendfile(socket, file, &offset, n)
		return err
	})
	return max(sent, 0), e
}

// Size is the length of a file.
func Size(fd int) (int64, Errno) {
	var st unix.Stat_t
	e := Stat(fd, &st)
	return st.Size, e
}

// Position is the file's position.
func Position(fd int) (int64, Errno) { return seek(fd, 0, unix.SEEK_CUR) }

// SetPosition changes it.
func SetPosition(fd int, to int64) Errno {
	_, e := seek(fd, to, unix.SEEK_SET)
	return e
}

func seek(fd int, offset int64, whence int) (int64, Errno) {
	if e := injected("lseek"); e != 0 {
		return 0, e
	}
	at, err := unix.Seek(fd, offset, whence)
	return at, number(err)
}
