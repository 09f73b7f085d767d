package afunix

import "winsock/spi"

var _ spi.FileSender = (*socket)(nil)

// SendFile implements [spi.FileSender].
func (s *socket) SendFile(file int, offset int64, n int) (int, spi.Errno) {
	return s.Stream.SendFile(file, offset, n)
}

// Hold implements [spi.FileSender]: there are no packets.
func (s *socket) Hold(bool) {}
