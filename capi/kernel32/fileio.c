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

int64_t ws_go_file_recv(uintptr_t socket, void *buffer, uint32_t count);
int64_t ws_go_file_send(uintptr_t socket, const void *buffer, uint32_t count);

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

/* socket_error is what ReadFile and WriteFile call a failure of a socket. */
static unsigned socket_error(unsigned error)
{
	switch (error) {
	case WSAECONNRESET: return ERROR_NETNAME_DELETED;
	case WSAECONNABORTED: return ERROR_CONNECTION_ABORTED;
	case WSAENOTSOCK: return ERROR_INVALID_HANDLE;
	case WSAEINTR: return ERROR_OPERATION_ABORTED;
	default: return error;
	}
}

static unsigned transfer_socket(struct transfer *t)
{
	uintptr_t s = (uintptr_t)t->file.handle;
	int64_t n = t->write ? ws_go_file_send(s, t->buffer, t->count)
			     : ws_go_file_recv(s, t->buffer, t->count);

	if (n < 0)
		return socket_error((unsigned)-n);
	t->done = (DWORD)n;
	return 0;
}

static unsigned perform(struct transfer *t)
{
	switch (t->file.kind) {
	case WS_SOCKET:
		return transfer_socket(t);
	case WS_SECTION:
		return ERROR_INVALID_HANDLE;
	default:
		return t->write ? write_all(t) : read_some(t);
	}
}

/*
 * perform_overlapped transfers at the offset that overlapped names. Files do so
 * at once, so that the operation has ended when the call returns; of pipes and
 * sockets that is not so, and they refuse (ERROR_NOT_SUPPORTED).
 */
static unsigned perform_overlapped(struct transfer *t, OVERLAPPED *o)
{
	HANDLE event = (HANDLE)((uintptr_t)o->hEvent & ~(uintptr_t)1);
	bool append = t->write && o->Offset == 0xFFFFFFFF && o->OffsetHigh == 0xFFFFFFFF;
	unsigned error;

	if (t->file.kind == WS_SOCKET || (t->file.kind != WS_DISK && (t->file.flags & WS_FILE_OVERLAPPED)))
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
	if (overlapped != NULL)
		error = perform_overlapped(&t, overlapped);
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
 * pipes and sockets), and of sockets ERROR_NETNAME_DELETED and
 * ERROR_CONNECTION_ABORTED for connections that are gone, else Winsock's.
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
