/* widepath.h: parts of 16-bit paths. Part of stdlib.h and wchar.h. */
#ifndef WINSOCK_WIDEPATH_H
#define WINSOCK_WIDEPATH_H

#include <corecrt.h>

#if __SIZEOF_WCHAR_T__ == 2

WINSOCK_BEGIN

wchar_t *_wfullpath(wchar_t *to, const wchar_t *path, size_t size) WINSOCK_ALIAS(_wfullpath);
void _wsplitpath(const wchar_t *path, wchar_t *drive, wchar_t *dir, wchar_t *name, wchar_t *ext)
	WINSOCK_ALIAS(_wsplitpath);
errno_t _wsplitpath_s(const wchar_t *path, wchar_t *drive, size_t drive_size, wchar_t *dir,
	size_t dir_size, wchar_t *name, size_t name_size, wchar_t *ext, size_t ext_size)
	WINSOCK_ALIAS(_wsplitpath_s);
void _wmakepath(wchar_t *to, const wchar_t *drive, const wchar_t *dir, const wchar_t *name,
	const wchar_t *ext) WINSOCK_ALIAS(_wmakepath);
errno_t _wmakepath_s(wchar_t *to, size_t size, const wchar_t *drive, const wchar_t *dir,
	const wchar_t *name, const wchar_t *ext) WINSOCK_ALIAS(_wmakepath_s);

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
template <size_t D, size_t P, size_t F, size_t E>
errno_t _wsplitpath_s(const wchar_t *path, wchar_t (&drive)[D], wchar_t (&dir)[P],
	wchar_t (&name)[F], wchar_t (&ext)[E])
{
	return _wsplitpath_s(path, drive, D, dir, P, name, F, ext, E);
}
template <size_t N>
errno_t _wmakepath_s(wchar_t (&to)[N], const wchar_t *drive, const wchar_t *dir,
	const wchar_t *name, const wchar_t *ext)
{
	return _wmakepath_s(to, N, drive, dir, name, ext);
}
}
#endif

#endif
#endif
