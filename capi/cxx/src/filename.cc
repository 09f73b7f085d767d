// filename.cc: file streams opened by wide names, which Microsoft's have beside
// the standard's. Names are taken as _wopen takes them.
#include <fstream>
#include <io.h>
#include <sys/stat.h>

namespace std {

// flags_of is what _wopen is told for a mode (C++17, 30.9.2.3, table 117); -1 for none.
static int flags_of(ios_base::openmode mode)
{
	const int open = (mode & ios_base::in ? 1 : 0) | (mode & ios_base::out ? 2 : 0) |
		(mode & ios_base::trunc ? 4 : 0) | (mode & ios_base::app ? 8 : 0);
	switch (open) {
	case 1:
		return _O_RDONLY;
	case 2:
	case 2 | 4:
		return _O_WRONLY | _O_CREAT | _O_TRUNC;
	case 8:
	case 2 | 8:
		return _O_WRONLY | _O_CREAT | _O_APPEND;
	case 1 | 2:
		return _O_RDWR;
	case 1 | 2 | 4:
		return _O_RDWR | _O_CREAT | _O_TRUNC;
	case 1 | 8:
	case 1 | 2 | 8:
		return _O_RDWR | _O_CREAT | _O_APPEND;
	}
	return -1;
}

__basic_file<char> *__basic_file<char>::open(const wchar_t *name, ios_base::openmode mode)
{
	const int flags = flags_of(mode);
	if (flags < 0 || is_open())
		return nullptr;
	const int fd = _wopen(name, flags, _S_IREAD | _S_IWRITE);
	if (fd < 0)
		return nullptr;
	if (sys_open(fd, mode))
		return this;
	_close(fd);
	return nullptr;
}

template filebuf *filebuf::open(const wchar_t *, ios_base::openmode);
template ifstream::basic_ifstream(const wchar_t *, ios_base::openmode);
template ofstream::basic_ofstream(const wchar_t *, ios_base::openmode);
template fstream::basic_fstream(const wchar_t *, ios_base::openmode);
template void ifstream::open(const wchar_t *, ios_base::openmode);
template void ofstream::open(const wchar_t *, ios_base::openmode);
template void fstream::open(const wchar_t *, ios_base::openmode);

} // namespace std
