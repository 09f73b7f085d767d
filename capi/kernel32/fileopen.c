/* fileopen.c: CreateFile. */
#include "fileopen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "filepath.h"
#include "lasterror.h"

#define READ_RIGHTS (GENERIC_READ | GENERIC_EXECUTE | GENERIC_ALL | FILE_READ_DATA | FILE_EXECUTE)
#define WRITE_RIGHTS (GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA)

/* What CreateFile was asked for. */
struct request {
	DWORD access, share, disposition, flags;
	unsigned inherit;
};

static HANDLE refuse(unsigned error)
{
	ws_fail_with(error);
	return INVALID_HANDLE_VALUE;
}

static int open_flags(const struct request *r)
{
	bool reads = (r->access & READ_RIGHTS) != 0;
	bool appends = (r->access & FILE_APPEND_DATA) != 0;
	bool writes = (r->access & WRITE_RIGHTS) != 0;
	int flags = O_CLOEXEC | O_NOCTTY;

	if (appends && !writes)
		flags |= O_APPEND;
	if (r->flags & FILE_FLAG_WRITE_THROUGH)
		flags |= O_SYNC;
	if (writes || appends)
		return flags | (reads ? O_RDWR : O_WRONLY);
	if (reads || r->disposition != OPEN_EXISTING)
		return flags | O_RDONLY;
	return O_PATH | O_CLOEXEC; /* attributes only */
}

/*
 * open_as opens path by the disposition; *existed: it was there before. It
 * returns -1 with errno set.
 */
static int open_as(const char *path, const struct request *r, bool *existed)
{
	int flags = open_flags(r);
	mode_t mode = (r->flags & FILE_ATTRIBUTE_READONLY) ? 0444 : 0666;
	int fd;

	*existed = true;
	if (r->disposition == CREATE_NEW || r->disposition == CREATE_ALWAYS ||
	    r->disposition == OPEN_ALWAYS) {
		do {
			fd = open(path, flags | O_CREAT | O_EXCL, mode);
			*existed = fd < 0;
			if (fd >= 0 || errno != EEXIST || r->disposition == CREATE_NEW)
				return fd;
			fd = open(path, flags);
		} while (fd < 0 && errno == ENOENT); /* it went away in between */
	} else {
		do
			fd = open(path, flags);
		while (fd < 0 && errno == EINTR);
	}
	if (fd < 0 && errno == EISDIR && (r->flags & FILE_FLAG_BACKUP_SEMANTICS))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd;
}

/* own_path writes the absolute path of a descriptor. */
static bool own_path(int fd, char path[WS_PATH])
{
	char link[40];
	ssize_t n;

	ws_proc_fd(fd, link);
	n = readlink(link, path, WS_PATH - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	return true;
}

/* admit gives a handle to what was opened, or says why it can't have one. */
static HANDLE admit(int fd, const char *path, const struct request *r, bool existed)
{
	struct ws_opened o = {.fd = fd, .kind = ws_file_kind(fd), .inherit = r->inherit};
	char absolute[WS_PATH];
	struct statx st;
	HANDLE h;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO, &st) != 0) {
		ws_fail_path(path);
		close(fd);
		return INVALID_HANDLE_VALUE;
	}
	if (S_ISDIR(st.stx_mode) && !(r->flags & FILE_FLAG_BACKUP_SEMANTICS)) {
		close(fd);
		return refuse(ERROR_ACCESS_DENIED);
	}
	if (r->flags & FILE_FLAG_OVERLAPPED)
		o.flags |= WS_FILE_OVERLAPPED;
	if ((r->flags & FILE_FLAG_DELETE_ON_CLOSE) && own_path(fd, absolute) && !ws_is_device(absolute)) {
		o.flags |= WS_DELETE_ON_CLOSE;
		o.path = absolute;
	}
	if (S_ISREG(st.stx_mode)) {
		o.shared = true;
		o.id[0] = makedev(st.stx_dev_major, st.stx_dev_minor);
		o.id[1] = st.stx_ino;
		o.share = r->share & (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE);
		if (r->access & READ_RIGHTS)
			o.access |= FILE_SHARE_READ;
		if (r->access & (WRITE_RIGHTS | FILE_APPEND_DATA))
			o.access |= FILE_SHARE_WRITE;
		if ((r->access & (DELETE | GENERIC_ALL)) || (r->flags & FILE_FLAG_DELETE_ON_CLOSE))
			o.access |= FILE_SHARE_DELETE;
		if (o.access == 0)
			o.shared = false; /* who reads attributes is in nobody's way */
	}
	h = ws_file_enter(&o);
	if (h == INVALID_HANDLE_VALUE)
		return h;
	if (existed && S_ISREG(st.stx_mode) &&
	    (r->disposition == CREATE_ALWAYS || r->disposition == TRUNCATE_EXISTING) &&
	    truncate(path, 0) != 0) {
		unsigned error = ws_win32_error(errno);

		CloseHandle(h);
		return refuse(error);
	}
	ws_last_error = existed && (r->disposition == CREATE_ALWAYS || r->disposition == OPEN_ALWAYS)
				? ERROR_ALREADY_EXISTS
				: ERROR_SUCCESS;
	return h;
}

static HANDLE create(const char *path, enum ws_device device, const struct request *asked)
{
	struct request r = *asked;
	bool existed;
	int fd;

	if (r.disposition < CREATE_NEW || r.disposition > TRUNCATE_EXISTING)
		return refuse(ERROR_INVALID_PARAMETER);
	if (r.disposition == TRUNCATE_EXISTING && !(r.access & WRITE_RIGHTS))
		return refuse(ERROR_INVALID_PARAMETER);
	if (device == WS_PIPE)
		return refuse(ERROR_FILE_NOT_FOUND); /* nobody makes named pipes yet */
	if (device != WS_FILE)
		r.disposition = OPEN_EXISTING;
	if (device == WS_CONIN) /* a terminal is both; the handle is one of them */
		r.access = GENERIC_READ;
	if (device == WS_CONOUT)
		r.access = GENERIC_WRITE;
	fd = open_as(path, &r, &existed);
	if (fd < 0) {
		if (errno == EEXIST)
			return refuse(ERROR_FILE_EXISTS);
		ws_fail_path(path);
		return INVALID_HANDLE_VALUE;
	}
	return admit(fd, path, &r, existed);
}

static unsigned inherits(const SECURITY_ATTRIBUTES *security)
{
	return security != NULL && security->bInheritHandle ? HANDLE_FLAG_INHERIT : 0;
}

/*
 * CreateFile opens or makes a file or a device (NUL, CONIN$, CONOUT$). Share
 * modes hold among the files of the process. The template is not looked at. Errors: those of the path, and
 * ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED,
 * ERROR_SHARING_VIOLATION, ERROR_FILE_EXISTS, ERROR_INVALID_PARAMETER,
 * ERROR_TOO_MANY_OPEN_FILES.
 */
HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
			  DWORD disposition, DWORD flags, HANDLE template_file)
{
	struct request r = {access, share, disposition, flags, inherits(security)};
	enum ws_device device;
	char path[WS_PATH];
	unsigned error = name != NULL ? ws_path(name, path, &device) : ERROR_PATH_NOT_FOUND;

	(void)template_file;
	return error == 0 ? create(path, device, &r) : refuse(error);
}

HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security,
			  DWORD disposition, DWORD flags, HANDLE template_file)
{
	struct request r = {access, share, disposition, flags, inherits(security)};
	enum ws_device device;
	char path[WS_PATH];
	unsigned error = name != NULL ? ws_path_wide(name, path, &device) : ERROR_PATH_NOT_FOUND;

	(void)template_file;
	return error == 0 ? create(path, device, &r) : refuse(error);
}

/* CreateFile2 is CreateFileW with the rarer arguments in a structure. */
HANDLE WINAPI CreateFile2(LPCWSTR name, DWORD access, DWORD share, DWORD disposition,
			  LPCREATEFILE2_EXTENDED_PARAMETERS extended)
{
	if (extended == NULL)
		return CreateFileW(name, access, share, NULL, disposition, 0, NULL);
	if (extended->dwSize < sizeof *extended)
		return refuse(ERROR_INVALID_PARAMETER);
	return CreateFileW(name, access, share, extended->lpSecurityAttributes, disposition,
			   extended->dwFileAttributes | extended->dwFileFlags |
				   extended->dwSecurityQosFlags,
			   extended->hTemplateFile);
}
