package audit

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// lookAgain is how often a follower looks for more.
const lookAgain = 100 * time.Millisecond

// maxLine is the longest line that is read; no record is longer.
const maxLine = 64 << 10

// Read calls f with each record in the directory path, the oldest first, until f
// returns an error, which is the result. With follow it then waits for more, until
// ctx is done.
func Read(ctx context.Context, path string, follow bool, f func(Record) error) error {
	dir, err := openDir(path, false)
	if err != nil {
		return err
	}
	defer sys.Close(dir)
	files, err := openAll(dir)
	if err != nil {
		return err
	}
	for i, file := range files {
		// All but the last are as long as they will be.
		err = lines(file, func(line []byte) error { return tell(line, f) })
		if err != nil {
			for _, left := range files[i:] {
				left.Close()
			}
			return err
		}
		if i < len(files)-1 {
			file.Close()
		}
	}
	var last *os.File
	if len(files) > 0 {
		last = files[len(files)-1]
	}
	if follow {
		last, err = followFrom(ctx, dir, last, f)
	}
	if last != nil {
		last.Close()
	}
	return err
}

func tell(line []byte, f func(Record) error) error {
	if r, ok := Decode(line); ok {
		return f(r)
	}
	return nil
}

// openAll opens the files, the oldest first, as of one moment between rotations.
func openAll(dir int) ([]*os.File, error) {
	for {
		var before, after unix.Stat_t
		first := sys.StatAt(dir, current, &before)
		var files []*os.File
		for i := maxOld; i >= 0; i-- {
			fd, errno := openFile(dir, old(i), unix.O_RDONLY)
			switch errno {
			case 0:
				files = append(files, os.NewFile(uintptr(fd), old(i)))
			case unix.ENOENT:
			default:
				closeAll(files)
				return nil, fmt.Errorf("audit: can't read %s: %w", old(i), errno)
			}
		}
		if sys.StatAt(dir, current, &after) == first && before.Ino == after.Ino {
			return files, nil
		}
		closeAll(files)
	}
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

// lines calls f with each whole line from where file is read to, and leaves a line
// without an end unread.
func lines(file *os.File, f func([]byte) error) error {
	at, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	r := bufio.NewReaderSize(file, maxLine)
	for {
		line, err := r.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			_, err := file.Seek(at, io.SeekStart)
			return err
		}
		at += int64(len(line))
		if errors.Is(err, bufio.ErrBufferFull) {
			continue // part of a line that nobody wrote as a record
		}
		if err != nil {
			return fmt.Errorf("audit: can't read %s: %w", file.Name(), err)
		}
		if err := f(bytes.TrimSuffix(line, []byte("\n"))); err != nil {
			return err
		}
	}
}

// followFrom tells records as they come. file is the current one, or nil when
// there was none; the one that is current at the end is returned.
func followFrom(ctx context.Context, dir int, file *os.File, f func(Record) error) (*os.File, error) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		next, err := following(dir, file)
		if err != nil {
			return file, err
		}
		if file != nil {
			// What has a successor is not written to any more.
			if err := lines(file, func(line []byte) error { return tell(line, f) }); err != nil {
				if next != nil {
					next.Close()
				}
				return file, err
			}
		}
		if next != nil {
			if file != nil {
				file.Close()
			}
			file = next
			continue
		}
		select {
		case <-ctx.Done():
			return file, nil
		case <-tick.C:
		}
	}
}

// following opens the file that was begun after file; nil when file is the current
// one, or there is none at all. After more rotations than there are older files it
// is the oldest.
func following(dir int, file *os.File) (*os.File, error) {
	for {
		at := -1
		if file != nil {
			if at = place(dir, file); at == 0 {
				return nil, nil
			}
		}
		oldest := maxOld
		if at > 0 {
			oldest = at - 1
		}
		found := false
		for i := oldest; i >= 0 && !found; i-- {
			fd, errno := openFile(dir, old(i), unix.O_RDONLY)
			if errno == unix.ENOENT {
				continue
			}
			if errno != 0 {
				return nil, fmt.Errorf("audit: can't read %s: %w", old(i), errno)
			}
			next := os.NewFile(uintptr(fd), old(i))
			if at < 0 && file == nil || place(dir, file) == at && place(dir, next) == i {
				return next, nil
			}
			next.Close() // the files have got other names meanwhile
			found = true
		}
		if !found {
			return nil, nil
		}
	}
}

// place is how many rotations ago file was the current one, -1 when it has no name
// any more.
func place(dir int, file *os.File) int {
	var own, st unix.Stat_t
	if sys.Stat(int(file.Fd()), &own) != 0 {
		return -1
	}
	for i := 0; i <= maxOld; i++ {
		if sys.StatAt(dir, old(i), &st) == 0 && own.Ino == st.Ino && own.Dev == st.Dev {
			return i
		}
	}
	return -1
}
