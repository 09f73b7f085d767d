/* fileio.c: ReadFile and WriteFile. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

#include <windows.h>

#include "consoleread.h"
#include "file.h"
#include "fileerror.h"
#include "filesocket.h"
#include "threadid.h"

int32_t ws_go_file_ended(void *thread, uintptr_t routine, uint32_t error, uint32_t count,
			 void *overlapped);

/* STATUS_END_OF_FILE: what OVERLAPPED.Internal says of it. */
static const ULONG_PTR status_end_of_file = 0xC0000011;

/* One ReadFile or WriteFile. */
struct transfer {
	struct ws_file file;
	char *buffer;
	DWORD count;
	DWORD done;
	off_t offset;	/* -1: at the file's position */
	bool write;
};

/* again waits until a descriptor that somebody made non-blocking is ready. */
static bool again(const struct transfer *t)
{
	struct pollfd p = {.fd = t->file.fd, .events = t->write ? POLLOUT : POLLIN};

	if (errno == EINTR)
		return true;
	if (errno != EAGAIN)
		return false;
	poll(&p, 1, -1);
	return true;
}

static ssize_t once(const struct transfer *t)
{
	char *at = t->buffer + t->done;
	size_t rest = t->count - t->done;
	ssize_t n;

	do {
		if (t->offset >= 0)
			n = t->write ? pwrite(t->file.fd, at, rest, t->offset + t->done)
				     : pread(t->file.fd, at, rest, t->offset + t->done);
		else
			n = t->write ? write(t->file.fd, at, rest) : read(t->file.fd, at, rest);
	} while (n < 0 && again(t));
	return n;
}

/* write_all writes everything, as Windows does, unless an error ends it. */
static unsigned write_all(struct transfer *t)
{
	while (t->done < t->count) {
		ssize_t n = once(t);

		if (n < 0)
			return ws_win32_error(errno);
		t->done += (DWORD)n;
	}
	return 0;
}

static unsigned read_some(struct transfer *t)
{
	ssize_t n = t->file.kind == WS_CONSOLE
			    ? ws_console_read_bytes(t->file.fd, t->buffer, t->count)
			    : once(t);

	if (n < 0)
		return ws_win32_error(errno);
	t->done = (DWORD)n;
	if (n == 0 && t->count != 0 && ws_is_pipe(t->file.fd))
		return ERROR_BROKEN_PIPE;
	return 0;
}

static unsigned perform(struct transfer *t)
{
	switch (t->file.kind) {
	case WS_SECTION:
		return ERROR_INVALID_HANDLE;
	default:
		return t->write ? write_all(t) : read_some(t);
	}
}

/*
 * perform_overlapped transfers at the offset that overlapped names. Files do so
 * at once, so that the operation has ended when the call returns; of pipes that is
 * not so, and they refuse (ERROR_NOT_SUPPORTED). With a routine the event is not
 * looked at.
 */
static unsigned perform_overlapped(struct transfer *t, OVERLAPPED *o, bool routine)
{
	HANDLE event = routine ? NULL : (HANDLE)((uintptr_t)o->hEvent & ~(uintptr_t)1);
	bool append = t->write && o->Offset == 0xFFFFFFFF && o->OffsetHigh == 0xFFFFFFFF;
	unsigned error;

	if (t->file.kind != WS_DISK && (t->file.flags & WS_FILE_OVERLAPPED))
		return ERROR_NOT_SUPPORTED;
	if (event != NULL && !ResetEvent(event))
		return ERROR_INVALID_HANDLE;
	if (t->file.kind == WS_DISK)
		t->offset = append ? lseek(t->file.fd, 0, SEEK_END)
				   : (off_t)((uint64_t)o->OffsetHigh << 32 | o->Offset);
	error = t->offset < -1 ? ERROR_INVALID_PARAMETER : perform(t);
	if (error == 0 && !t->write && t->done == 0 && t->count != 0 && t->file.kind == WS_DISK)
		error = ERROR_HANDLE_EOF;
	if (t->file.kind == WS_DISK && error == 0 && !(t->file.flags & WS_FILE_OVERLAPPED))
		lseek(t->file.fd, t->offset + t->done, SEEK_SET);
	o->InternalHigh = t->done;
	o->Internal = error == 0 ? 0 : status_end_of_file;
	if (error == 0 && event != NULL)
		SetEvent(event);
	return error;
}

static BOOL transfer(HANDLE h, void *buffer, DWORD count, DWORD *done, OVERLAPPED *overlapped,
		     bool write)
{
	struct transfer t = {.buffer = buffer, .count = count, .offset = -1, .write = write};
	unsigned error;

	if (done != NULL)
		*done = 0;
	if (!ws_file_borrow(h, &t.file))
		return FALSE;
	if (t.file.kind == WS_SOCKET) {
		struct ws_file_transfer on = {h, buffer, count, write};

		error = ws_socket_transfer(&on, &t.done, overlapped, NULL);
	} else if (overlapped != NULL)
		error = perform_overlapped(&t, overlapped, false);
	else if (t.file.flags & WS_FILE_OVERLAPPED)
		error = ERROR_INVALID_PARAMETER;
	else
		error = perform(&t);
	ws_file_return(&t.file);
	if (done != NULL)
		*done = t.done;
	return error == 0 ? TRUE : ws_fail_with(error);
}

/*
 * ReadFile reads up to count bytes from a file, pipe, console or socket. The end
 * of a file is a success with 0 bytes (with overlapped: ERROR_HANDLE_EOF), that
 * of a pipe ERROR_BROKEN_PIPE. Errors: ERROR_INVALID_HANDLE,
 * ERROR_ACCESS_DENIED (opened without the right), ERROR_INVALID_PARAMETER (the
 * file is overlapped and overlapped is NULL), ERROR_NOT_SUPPORTED (overlapped
 * pipes), and of sockets ERROR_IO_PENDING (with overlapped: it goes on),
 * ERROR_NETNAME_DELETED and ERROR_CONNECTION_ABORTED for connections that are gone,
 * ERROR_NOACCESS for bad memory, else Winsock's.
 */
BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD count, LPDWORD done,
		     LPOVERLAPPED overlapped)
{
	return transfer(file, buffer, count, done, overlapped, false);
}

/*
 * WriteFile writes count bytes; less only when an error comes in between.
 * Errors: as ReadFile, and ERROR_NO_DATA (nobody reads the pipe),
 * ERROR_DISK_FULL.
 */
BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD count, LPDWORD done,
		      LPOVERLAPPED overlapped)
{
	return transfer(file, (void *)(uintptr_t)buffer, count, done, overlapped, true);
}

/*
 * transfer_ex begins a transfer of which routine tells in an alertable wait of the
 * thread. That of a file has ended before.
 */
static BOOL transfer_ex(HANDLE h, void *buffer, DWORD count, OVERLAPPED *overlapped,
			LPOVERLAPPED_COMPLETION_ROUTINE routine, bool write)
{
	struct transfer t = {.buffer = buffer, .count = count, .offset = -1, .write = write};
	unsigned error;

	if (overlapped == NULL || routine == NULL)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	if (!ws_file_borrow(h, &t.file))
		return FALSE;
	if (t.file.kind == WS_SOCKET) {
		struct ws_file_transfer on = {h, buffer, count, write};

		error = ws_socket_transfer(&on, &t.done, overlapped, routine);
		if (error == ERROR_IO_PENDING)
			error = 0;
	} else if (!(t.file.flags & WS_FILE_OVERLAPPED)) {
		error = ERROR_INVALID_PARAMETER;
	} else {
		error = perform_overlapped(&t, overlapped, true);
		if (error == 0)
			error = (unsigned)ws_go_file_ended(ws_thread_issues(), (uintptr_t)routine, 0,
							   t.done, overlapped);
	}
	ws_file_return(&t.file);
	return error == 0 ? TRUE : ws_fail_with(error);
}

/*
 * ReadFileEx is ReadFile with a routine that an alertable wait of the thread calls
 * when the operation has ended; hEvent is the program's. Errors: as ReadFile, and
 * ERROR_INVALID_PARAMETER (no routine, a file that is not overlapped, a socket with
 * a completion port).
 */
BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD count, LPOVERLAPPED overlapped,
		       LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return transfer_ex(file, buffer, count, overlapped, routine, false);
}

/* WriteFileEx is to WriteFile as ReadFileEx is to ReadFile. */
BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD count, LPOVERLAPPED overlapped,
			LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return transfer_ex(file, (void *)(uintptr_t)buffer, count, overlapped, routine, true);
}

/*
 * FlushFileBuffers returns when what was written is on the disk. Pipes and
 * consoles have nothing to flush. Errors: ERROR_INVALID_HANDLE,
 * ERROR_ACCESS_DENIED (opened for reading only).
 */
BOOL WINAPI FlushFileBuffers(HANDLE h)
{
	struct ws_file file;
	int mode;
	bool ok = true;

	if (!ws_file_borrow(h, &file))
		return FALSE;
	if (file.kind == WS_SOCKET) {
		ok = ws_fail_with(ERROR_INVALID_FUNCTION);
	} else if (file.kind == WS_DISK) {
		mode = fcntl(file.fd, F_GETFL);
		if ((mode & O_ACCMODE) == O_RDONLY)
			ok = ws_fail_with(ERROR_ACCESS_DENIED);
		else if (fsync(file.fd) != 0)
			ok = ws_fail();
	}
	ws_file_return(&file);
	return ok;
}
