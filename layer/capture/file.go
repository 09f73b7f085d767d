package capture

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"winsock/internal/wire/pcapng"
)

// file is the file that is written, the one after the other.
type file struct {
	prefix  string // of the names
	name    string
	number  int
	section []byte
	limit   int64 // after which the next one is begun; 0: never
	file    *os.File
	size    int64 // whole blocks
	known   int   // interfaces that are described in it
}

func newFile(o *options, program string) file {
	dir := o.Directory
	if dir == "" {
		dir = os.TempDir()
	}
	pid := os.Getpid()
	section := pcapng.Section{
		System:      runtime.GOOS,
		Application: "winsock capture",
		Comment:     fmt.Sprintf("program %s, process %d", program, pid),
	}
	return file{
		prefix:  filepath.Join(dir, fmt.Sprintf("%s-%d-", program, pid)),
		limit:   o.Size << 20,
		section: section.Append(nil),
	}
}

// next begins the next file.
func (f *file) next() error {
	for {
		f.number++
		name := fmt.Sprintf("%s%d.pcapng", f.prefix, f.number)
		opened, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		f.file, f.name, f.size, f.known = opened, name, 0, 0
		return f.append(f.section)
	}
}

// write writes a block. interfaces are all that are described in it or before. When the
// file is long enough, the next one is begun first; last gives what it ends with. After
// an error the file ends where it did.
func (f *file) write(b *block, interfaces [][]byte, last func() []byte) error {
	if f.limit > 0 && f.file != nil && f.size+int64(len(b.bytes)) > f.limit {
		if err := f.end(last()); err != nil {
			return err
		}
	}
	if f.file == nil {
		if err := f.next(); err != nil {
			return err
		}
	}
	for f.known < b.before {
		if err := f.append(interfaces[f.known]); err != nil {
			return err
		}
		f.known++
	}
	if err := f.append(b.bytes); err != nil {
		return err
	}
	f.known = b.after
	return nil
}

// append writes whole blocks, or nothing.
func (f *file) append(b []byte) error {
	if _, err := f.file.Write(b); err != nil {
		f.file.Truncate(f.size)
		f.file.Seek(f.size, io.SeekStart)
		return err
	}
	f.size += int64(len(b))
	return nil
}

// end ends the file with the blocks of last.
func (f *file) end(last []byte) error {
	if f.file == nil {
		return nil
	}
	err := f.append(last)
	if e := f.file.Close(); err == nil {
		err = e
	}
	f.file = nil
	return err
}
