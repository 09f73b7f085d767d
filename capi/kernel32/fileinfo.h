/* fileinfo.h: what is known of a file, in Windows' terms. */
#ifndef WINSOCK_KERNEL32_FILEINFO_H
#define WINSOCK_KERNEL32_FILEINFO_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include <windows.h>

/* What statx knows. Times are FILETIMEs: 100 ns since 1601. */
struct ws_info {
	DWORD attributes;
	DWORD reparse_tag;	/* IO_REPARSE_TAG_SYMLINK, or 0 */
	uint64_t created, accessed, written, changed;
	uint64_t size, allocated;
	uint64_t device, inode;
	DWORD links;
	unsigned mode;
};

/*
 * ws_info_of_fd and ws_info_of_path ask for a file; symbolic links are followed,
 * and seen as what they lead to with FILE_ATTRIBUTE_REPARSE_POINT. The last
 * error is set when they return false.
 */
bool ws_info_of_fd(int fd, struct ws_info *info);
bool ws_info_of_path(const char *path, struct ws_info *info);

/*
 * ws_info_of_handle asks for a file on a disk. Errors: ERROR_INVALID_HANDLE,
 * ERROR_INVALID_FUNCTION (no file).
 */
bool ws_info_of_handle(HANDLE h, struct ws_info *info);

/* ws_info_in asks for a name in an open directory; errno tells the error. */
bool ws_info_in(int directory, const char *name, struct ws_info *info);

/* ws_filetime takes a time of struct ws_info apart. */
static inline FILETIME ws_filetime(uint64_t time)
{
	return (FILETIME){(DWORD)time, (DWORD)(time >> 32)};
}

#endif
