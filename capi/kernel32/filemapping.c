/*
 * filemapping.c: files and shared memory as memory.
 *
 * A mapping of a file has a description of the file of its own, so that the
 * file's handle can be closed. Memory with a name is a file in the run-time
 * directory: WINSOCK_RUN_DIR, else a directory of the user's in /dev/shm. Who has
 * it open holds a read lock on a byte far behind its end; who gets a write lock is
 * the first, or the last: so nothing is left behind, and what a killed process
 * left is begun anew.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "fileopen.h"
#include "filepath.h"

/* Where users of a name lock (kernelfile.go knows it too). */
#define LOCKED_BYTE ((off_t)1 << 62)

/* Offsets of views are multiples of it (SYSTEM_INFO.dwAllocationGranularity). */
enum { GRANULARITY = 1 << 16 };

/* A view in the memory of the process. */
struct view {
	struct view *next;
	void *address;
	size_t size;
	struct ws_file mapping; /* in use while the view lasts */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct view *views;

static bool writable(DWORD protection)
{
	protection &= 0xFF;
	return protection == PAGE_READWRITE || protection == PAGE_EXECUTE_READWRITE;
}

static bool known_protection(DWORD protection)
{
	switch (protection & 0xFF) {
	case PAGE_READONLY:
	case PAGE_READWRITE:
	case PAGE_WRITECOPY:
	case PAGE_EXECUTE_READ:
	case PAGE_EXECUTE_READWRITE:
	case PAGE_EXECUTE_WRITECOPY:
		return true;
	default:
		return false;
	}
}

/* add_hex spells n bytes so that they can be part of a file's name. */
static void add_hex(char *out, const char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[(unsigned char)bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

/* path_of writes where the memory with a name is; 0 or the error. */
static unsigned path_of(const char *name, char path[WS_PATH])
{
	const char *directory = getenv("WINSOCK_RUN_DIR");
	char own[64] = "/dev/shm/winsock-";
	unsigned user = geteuid();
	size_t n;

	if (strncmp(name, "Local\\", 6) == 0)
		name += 6;
	n = strlen(name);
	if (n == 0 || n > 120)
		return ERROR_INVALID_PARAMETER;
	if (strchr(strncmp(name, "Global\\", 7) == 0 ? name + 7 : name, '\\') != NULL)
		return ERROR_PATH_NOT_FOUND;
	if (directory == NULL || *directory == '\0' || strlen(directory) + n * 2 + 16 > WS_PATH) {
		struct stat st;
		char *at = own + strlen(own) + 10;

		*at = '\0';
		do
			*--at = (char)('0' + user % 10);
		while ((user /= 10) != 0);
		memmove(own + 17, at, strlen(at) + 1);
		directory = own;
		/* Nobody else may have put something of the name there. */
		if (mkdir(own, 0700) != 0 && errno != EEXIST)
			return ws_win32_error(errno);
		if (lstat(own, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
			return ERROR_ACCESS_DENIED;
	} else {
		mkdir(directory, 0700);
	}
	strcpy(path, directory);
	strcat(path, "/section-");
	add_hex(path + strlen(path), name, n);
	return 0;
}

static int lock_byte(int fd, int command, short type)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = LOCKED_BYTE, .l_len = 1};
	int result;

	do
		result = fcntl(fd, command, &l);
	while (result != 0 && errno == EINTR);
	return result;
}

/*
 * open_named opens the file of a name and makes it size bytes long when nobody
 * has it open; 0: it must be in use already. *existed: it was. -1 with errno set.
 */
static int open_named(const char *path, uint64_t size, bool *existed)
{
	for (;;) {
		int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (size != 0 ? O_CREAT : 0), 0600);
		struct stat st;
		bool ok;

		if (fd < 0)
			return -1;
		*existed = lock_byte(fd, F_OFD_SETLK, F_WRLCK) != 0;
		if (!*existed && size == 0) { /* left by a process that was killed */
			unlink(path);
			close(fd);
			errno = ENOENT;
			return -1;
		}
		ok = *existed || (ftruncate(fd, 0) == 0 && ftruncate(fd, (off_t)size) == 0);
		if (ok && lock_byte(fd, F_OFD_SETLKW, F_RDLCK) == 0 && fstat(fd, &st) == 0 &&
		    st.st_nlink != 0)
			return fd;
		close(fd);
		if (!ok) {
			unlink(path);
			return -1;
		}
		/* Its last user took it away while we waited: once more. */
	}
}

/* enter gives a handle to a descriptor; path, when not NULL, goes with the last. */
static HANDLE enter(int fd, const char *path, unsigned inherit)
{
	struct ws_opened o = {.fd = fd, .kind = WS_SECTION, .path = path, .inherit = inherit};
	HANDLE h;

	if (path != NULL)
		o.flags = WS_DELETE_ON_CLOSE;
	h = ws_file_enter(&o);
	return h != INVALID_HANDLE_VALUE ? h : NULL;
}

/* map_memory makes a mapping of memory. */
static HANDLE map_memory(uint64_t size, const char *name, unsigned inherit)
{
	char path[WS_PATH];
	bool existed = false;
	unsigned error;
	HANDLE h;
	int fd;

	if (size == 0 || size > INT64_MAX) {
		ws_fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (name == NULL || *name == '\0') {
		name = NULL;
		fd = memfd_create("winsock", MFD_CLOEXEC);
		if (fd >= 0 && ftruncate(fd, (off_t)size) != 0) {
			close(fd);
			fd = -1;
		}
	} else {
		error = path_of(name, path);
		if (error != 0) {
			ws_fail_with(error);
			return NULL;
		}
		fd = open_named(path, size, &existed);
	}
	if (fd < 0) {
		ws_fail();
		return NULL;
	}
	h = enter(fd, name != NULL ? path : NULL, inherit);
	if (h != NULL)
		ws_fail_with(existed ? ERROR_ALREADY_EXISTS : 0);
	return h;
}

/* open_again opens what fd has open for a mapping; -1 with the last error set. */
static int open_again(int fd, DWORD protection, uint64_t size)
{
	struct stat st;
	char path[40];
	int again;

	ws_proc_fd(fd, path);
	again = open(path, (writable(protection) ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	if (again < 0 || fstat(again, &st) != 0) {
		ws_fail();
	} else if (!S_ISREG(st.st_mode)) {
		ws_fail_with(ERROR_BAD_EXE_FORMAT);
	} else if (size == 0 && st.st_size == 0) {
		ws_fail_with(ERROR_FILE_INVALID);
	} else if (size > (uint64_t)st.st_size && !writable(protection)) {
		ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
	} else if (size > (uint64_t)st.st_size && ftruncate(again, (off_t)size) != 0) {
		ws_fail();
	} else {
		return again;
	}
	if (again >= 0)
		close(again);
	return -1;
}

/* map_file makes a mapping of a file. */
static HANDLE map_file(HANDLE h, DWORD protection, uint64_t size, unsigned inherit)
{
	struct ws_file file;
	int mode, fd = -1;

	if (!ws_file_borrow(h, &file))
		return NULL;
	mode = file.kind == WS_DISK ? fcntl(file.fd, F_GETFL) : 0;
	if (file.kind != WS_DISK)
		ws_fail_with(ERROR_INVALID_HANDLE);
	else if ((mode & O_PATH) || (mode & O_ACCMODE) == O_WRONLY ||
		 (writable(protection) && (mode & O_ACCMODE) != O_RDWR))
		ws_fail_with(ERROR_ACCESS_DENIED);
	else
		fd = open_again(file.fd, protection, size);
	ws_file_return(&file);
	if (fd < 0)
		return NULL;
	h = enter(fd, NULL, inherit);
	if (h != NULL)
		ws_fail_with(0);
	return h;
}

/*
 * CreateFileMapping makes a mapping of a file, or of memory for
 * INVALID_HANDLE_VALUE, that has size bytes, 0: as many as the file. Memory can
 * have a name by which other processes find it: then, when it is there already,
 * the last error is ERROR_ALREADY_EXISTS. Errors (NULL): ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER (protection, no size), ERROR_ACCESS_DENIED (the file was
 * opened for less), ERROR_FILE_INVALID (it is empty), ERROR_NOT_ENOUGH_MEMORY (it
 * is shorter, and can't grow), ERROR_NOT_SUPPORTED (a file with a name).
 */
HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protection,
				 DWORD size_high, DWORD size_low, LPCSTR name)
{
	unsigned inherit = security != NULL && security->bInheritHandle ? HANDLE_FLAG_INHERIT : 0;
	uint64_t size = (uint64_t)size_high << 32 | size_low;

	if (!known_protection(protection)) {
		ws_fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (file == INVALID_HANDLE_VALUE)
		return map_memory(size, name, inherit);
	if (name != NULL && *name != '\0') {
		ws_fail_with(ERROR_NOT_SUPPORTED);
		return NULL;
	}
	return map_file(file, protection, size, inherit);
}

HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES security, DWORD protection,
				 DWORD size_high, DWORD size_low, LPCWSTR name)
{
	char *narrow = ws_narrow_copy(name);
	HANDLE h = CreateFileMappingA(file, security, protection, size_high, size_low, narrow);

	free(narrow);
	return h;
}

/*
 * OpenFileMapping finds memory by its name. Errors (NULL): ERROR_FILE_NOT_FOUND,
 * ERROR_INVALID_PARAMETER (no name), ERROR_ACCESS_DENIED.
 */
HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name)
{
	char path[WS_PATH];
	bool existed;
	unsigned error = name != NULL ? path_of(name, path) : ERROR_INVALID_PARAMETER;
	int fd;

	(void)access;
	if (error != 0) {
		ws_fail_with(error);
		return NULL;
	}
	fd = open_named(path, 0, &existed);
	if (fd < 0) {
		ws_fail();
		return NULL;
	}
	return enter(fd, path, inherit ? HANDLE_FLAG_INHERIT : 0);
}

HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name)
{
	char *narrow = ws_narrow_copy(name);
	HANDLE h = OpenFileMappingA(access, inherit, narrow);

	free(narrow);
	return h;
}

/* map maps a part of a mapping, 0: to its end, and keeps it in use. */
static void *map(const struct ws_file *mapping, DWORD access, uint64_t offset, size_t count,
		 void *address)
{
	int protection = PROT_READ, flags = MAP_SHARED;
	struct view *v;
	struct stat st;

	if (mapping->kind != WS_SECTION || fstat(mapping->fd, &st) != 0) {
		ws_fail_with(ERROR_INVALID_HANDLE);
		return NULL;
	}
	if (offset % GRANULARITY != 0 || (uintptr_t)address % GRANULARITY != 0) {
		ws_fail_with(ERROR_MAPPED_ALIGNMENT);
		return NULL;
	}
	if (offset >= (uint64_t)st.st_size || count > (uint64_t)st.st_size - offset) {
		ws_fail_with(ERROR_ACCESS_DENIED);
		return NULL;
	}
	if (count == 0)
		count = (size_t)((uint64_t)st.st_size - offset);
	if (access & FILE_MAP_EXECUTE && access != FILE_MAP_ALL_ACCESS)
		protection |= PROT_EXEC;
	if (access & FILE_MAP_WRITE)
		protection |= PROT_WRITE;
	else if (access & FILE_MAP_COPY) {
		protection |= PROT_WRITE;
		flags = MAP_PRIVATE;
	}
	v = malloc(sizeof *v);
	if (v == NULL) {
		ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	if (address != NULL)
		flags |= MAP_FIXED_NOREPLACE;
	v->address = mmap(address, count, protection, flags, mapping->fd, (off_t)offset);
	if (v->address == MAP_FAILED) {
		if (errno == EEXIST)
			ws_fail_with(ERROR_INVALID_ADDRESS);
		else
			ws_fail();
		free(v);
		return NULL;
	}
	v->size = count;
	v->mapping = *mapping;
	address = v->address;
	pthread_mutex_lock(&lock);
	v->next = views;
	views = v;
	pthread_mutex_unlock(&lock);
	return address;
}

/*
 * MapViewOfFileEx maps count bytes of a mapping, 0: to its end, at an address or
 * NULL. The mapping lasts as long as its views. Errors (NULL):
 * ERROR_INVALID_HANDLE, ERROR_MAPPED_ALIGNMENT (no multiples of 64 KiB),
 * ERROR_ACCESS_DENIED (more than there is, or than was allowed),
 * ERROR_INVALID_ADDRESS (something is there), ERROR_NOT_ENOUGH_MEMORY.
 */
LPVOID WINAPI MapViewOfFileEx(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low,
			      SIZE_T count, LPVOID address)
{
	struct ws_file file;
	void *view;

	if (!ws_file_borrow(mapping, &file))
		return NULL;
	view = map(&file, access, (uint64_t)offset_high << 32 | offset_low, count, address);
	if (view == NULL)
		ws_file_return(&file);
	return view;
}

/* MapViewOfFile is MapViewOfFileEx wherever there is room. */
LPVOID WINAPI MapViewOfFile(HANDLE mapping, DWORD access, DWORD offset_high, DWORD offset_low,
			    SIZE_T count)
{
	return MapViewOfFileEx(mapping, access, offset_high, offset_low, count, NULL);
}

/* UnmapViewOfFile takes a view away. Errors: ERROR_INVALID_ADDRESS. */
BOOL WINAPI UnmapViewOfFile(LPCVOID view)
{
	struct view **at, *v;

	pthread_mutex_lock(&lock);
	for (at = &views; *at != NULL && (*at)->address != view; at = &(*at)->next)
		continue;
	v = *at;
	if (v != NULL)
		*at = v->next;
	pthread_mutex_unlock(&lock);
	if (v == NULL)
		return ws_fail_with(ERROR_INVALID_ADDRESS);
	munmap(v->address, v->size);
	ws_file_return(&v->mapping);
	free(v);
	return TRUE;
}

/*
 * FlushViewOfFile writes count bytes of a view, 0: to its end, to its file.
 * Errors: ERROR_INVALID_ADDRESS.
 */
BOOL WINAPI FlushViewOfFile(LPCVOID view, SIZE_T count)
{
	uintptr_t at = (uintptr_t)view, start = at & ~(uintptr_t)4095;
	size_t size = 0;

	pthread_mutex_lock(&lock);
	for (struct view *v = views; v != NULL; v = v->next) {
		uintptr_t base = (uintptr_t)v->address;

		if (at >= base && at < base + v->size)
			size = base + v->size - start;
	}
	pthread_mutex_unlock(&lock);
	if (size == 0)
		return ws_fail_with(ERROR_INVALID_ADDRESS);
	if (count != 0 && count + (at - start) < size)
		size = count + (at - start);
	return msync((void *)start, size, MS_SYNC) == 0 || ws_fail();
}
