/* fileinfo.c: what is known of a file, in Windows' terms. */
#include "fileinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "file.h"
#include "fileerror.h"

/* Seconds from 1601 to 1970. */
#define EPOCH 11644473600ULL

static uint64_t time_of(const struct statx_timestamp *t)
{
	return ((uint64_t)t->tv_sec + EPOCH) * 10000000 + t->tv_nsec / 100;
}

static DWORD attributes_of(unsigned mode, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *last = slash != NULL ? slash + 1 : name;
	DWORD attributes = 0;

	if (S_ISDIR(mode))
		attributes |= FILE_ATTRIBUTE_DIRECTORY;
	if (S_ISREG(mode)) {
		attributes |= FILE_ATTRIBUTE_ARCHIVE;
		if ((mode & 0222) == 0)
			attributes |= FILE_ATTRIBUTE_READONLY;
	}
	if (last[0] == '.' && last[1] != '\0' && strcmp(last, "..") != 0)
		attributes |= FILE_ATTRIBUTE_HIDDEN;
	return attributes != 0 ? attributes : FILE_ATTRIBUTE_NORMAL;
}

static void fill(struct ws_info *info, const struct statx *st, const char *name)
{
	info->mode = st->stx_mode;
	info->attributes = attributes_of(st->stx_mode, name);
	info->reparse_tag = 0;
	info->accessed = time_of(&st->stx_atime);
	info->written = time_of(&st->stx_mtime);
	info->changed = time_of(&st->stx_ctime);
	info->created = time_of(&st->stx_btime);
	if (!(st->stx_mask & STATX_BTIME))
		info->created = info->written < info->changed ? info->written : info->changed;
	info->size = S_ISREG(st->stx_mode) ? st->stx_size : 0;
	info->allocated = st->stx_blocks * 512;
	info->device = makedev(st->stx_dev_major, st->stx_dev_minor);
	info->inode = st->stx_ino;
	info->links = st->stx_nlink;
}

enum { WANTED = STATX_BASIC_STATS | STATX_BTIME };

bool ws_info_of_fd(int fd, struct ws_info *info)
{
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, WANTED, &st) != 0)
		return ws_fail();
	fill(info, &st, "");
	return true;
}

bool ws_info_in(int directory, const char *name, struct ws_info *info)
{
	struct statx link, st;

	if (statx(directory, name, AT_SYMLINK_NOFOLLOW, WANTED, &link) != 0)
		return false;
	if (!S_ISLNK(link.stx_mode)) {
		fill(info, &link, name);
		return true;
	}
	if (statx(directory, name, 0, WANTED, &st) != 0)
		st = link;
	fill(info, &st, name);
	info->attributes = (info->attributes & ~(DWORD)FILE_ATTRIBUTE_NORMAL) |
			   FILE_ATTRIBUTE_REPARSE_POINT;
	info->reparse_tag = IO_REPARSE_TAG_SYMLINK;
	return true;
}

bool ws_info_of_path(const char *path, struct ws_info *info)
{
	return ws_info_in(AT_FDCWD, path, info) || ws_fail_path(path);
}

bool ws_info_of_handle(HANDLE h, struct ws_info *info)
{
	struct ws_file file;
	bool ok;

	if (!ws_file_borrow(h, &file))
		return false;
	ok = file.kind == WS_DISK ? ws_info_of_fd(file.fd, info)
				  : ws_fail_with(ERROR_INVALID_FUNCTION);
	ws_file_return(&file);
	return ok;
}

/*
 * GetFileType says whether file is a file, a character device or a pipe (a
 * socket is one); FILE_TYPE_UNKNOWN after an error: ERROR_INVALID_HANDLE.
 */
DWORD WINAPI GetFileType(HANDLE h)
{
	struct ws_file file;
	bool pipe;

	if (!ws_file_borrow(h, &file))
		return FILE_TYPE_UNKNOWN;
	pipe = file.kind == WS_SOCKET || (file.kind == WS_STREAM && ws_is_pipe(file.fd));
	ws_file_return(&file);
	switch (file.kind) {
	case WS_DISK:
		return FILE_TYPE_DISK;
	case WS_SECTION:
		ws_fail_with(ERROR_INVALID_HANDLE);
		return FILE_TYPE_UNKNOWN;
	default:
		return pipe ? FILE_TYPE_PIPE : FILE_TYPE_CHAR;
	}
}

/*
 * GetFileInformationByHandle tells all of a file. Errors: ERROR_INVALID_HANDLE,
 * ERROR_INVALID_FUNCTION (no file).
 */
BOOL WINAPI GetFileInformationByHandle(HANDLE file, LPBY_HANDLE_FILE_INFORMATION information)
{
	struct ws_info i;

	if (!ws_info_of_handle(file, &i))
		return FALSE;
	*information = (BY_HANDLE_FILE_INFORMATION){
		.dwFileAttributes = i.attributes,
		.ftCreationTime = ws_filetime(i.created),
		.ftLastAccessTime = ws_filetime(i.accessed),
		.ftLastWriteTime = ws_filetime(i.written),
		.dwVolumeSerialNumber = (DWORD)i.device,
		.nFileSizeHigh = (DWORD)(i.size >> 32),
		.nFileSizeLow = (DWORD)i.size,
		.nNumberOfLinks = i.links,
		.nFileIndexHigh = (DWORD)(i.inode >> 32),
		.nFileIndexLow = (DWORD)i.inode,
	};
	return TRUE;
}

/* answer copies size bytes to a caller's buffer of room bytes. */
static BOOL answer(void *buffer, DWORD room, const void *from, size_t size)
{
	if (room < size)
		return ws_fail_with(ERROR_BAD_LENGTH);
	memcpy(buffer, from, size);
	return TRUE;
}

/*
 * GetFileInformationByHandleEx tells one kind of things: FileBasicInfo,
 * FileStandardInfo, FileAttributeTagInfo or FileIdInfo. Errors:
 * ERROR_INVALID_HANDLE, ERROR_INVALID_FUNCTION (no file), ERROR_BAD_LENGTH
 * (little room), ERROR_INVALID_PARAMETER (another kind).
 */
BOOL WINAPI GetFileInformationByHandleEx(HANDLE file, FILE_INFO_BY_HANDLE_CLASS type,
					 LPVOID information, DWORD room)
{
	struct ws_info i;

	if (!ws_info_of_handle(file, &i))
		return FALSE;
	switch (type) {
	case FileBasicInfo: {
		FILE_BASIC_INFO basic = {
			.CreationTime.QuadPart = (LONGLONG)i.created,
			.LastAccessTime.QuadPart = (LONGLONG)i.accessed,
			.LastWriteTime.QuadPart = (LONGLONG)i.written,
			.ChangeTime.QuadPart = (LONGLONG)i.changed,
			.FileAttributes = i.attributes,
		};
		return answer(information, room, &basic, sizeof basic);
	}
	case FileStandardInfo: {
		FILE_STANDARD_INFO standard = {
			.AllocationSize.QuadPart = (LONGLONG)i.allocated,
			.EndOfFile.QuadPart = (LONGLONG)i.size,
			.NumberOfLinks = i.links,
			.DeletePending = i.links == 0,
			.Directory = S_ISDIR(i.mode),
		};
		return answer(information, room, &standard, sizeof standard);
	}
	case FileAttributeTagInfo: {
		FILE_ATTRIBUTE_TAG_INFO tag = {i.attributes, i.reparse_tag};
		return answer(information, room, &tag, sizeof tag);
	}
	case FileIdInfo: {
		FILE_ID_INFO id = {.VolumeSerialNumber = i.device};
		memcpy(&id.FileId, &i.inode, sizeof i.inode);
		return answer(information, room, &id, sizeof id);
	}
	default:
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	}
}
