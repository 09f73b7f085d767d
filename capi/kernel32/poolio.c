/*
 * poolio.c: the pool's completion port: functions of the program that are called
 * when operations have ended. One thread takes the packets, the pool makes the calls.
 *
 * Source: threadpoolapiset.h documentation, BindIoCompletionCallback.
 */
#include <pthread.h>
#include <stdlib.h>

#include <threadpoolapiset.h>

#include "objects.h"
#include "pool.h"
#include "statuserror.h"

struct _TP_IO {
	PTP_WIN32_IO_CALLBACK callback;
	PVOID context;
	struct _TP_IO *next; /* of those that are free */
	unsigned generation; /* 16 bits, part of the key */

	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t quiet; /* outstanding or queued have become less, or reached more */
	unsigned outstanding; /* operations that were announced, until their call has ended */
	unsigned queued;      /* calls that the pool has, until they have ended */
	unsigned dropped;     /* not 0: calls that have not begun are not made */
	unsigned marks, reached; /* marks in the port's queue, and how many came out */
	bool closed;
};

/* A packet on its way to the program's function. */
struct ended {
	struct ws_work work;
	OVERLAPPED_ENTRY entry;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static HANDLE port;
static struct _TP_IO *spare; /* TP_IOs are kept: the key of a late packet may name one */

/* Keys are a TP_IO and its generation, or a function and BOUND. */
#define BOUND ((ULONG_PTR)1 << 63)
#define ADDRESS_BITS 47
#define GENERATIONS (1u << 16)

static ULONG_PTR key_of(struct _TP_IO *io)
{
	return (ULONG_PTR)io | (ULONG_PTR)io->generation << ADDRESS_BITS;
}

/* of_key is the TP_IO of a key. */
static struct _TP_IO *of_key(ULONG_PTR key)
{
	return (struct _TP_IO *)(key & (((ULONG_PTR)1 << ADDRESS_BITS) - 1));
}

/* done notes the end of a call, or that there is none. The caller holds the lock. */
static void done(struct _TP_IO *io)
{
	io->outstanding -= io->outstanding > 0;
	pthread_cond_broadcast(&io->quiet);
}

/* expire makes the key mean nobody when all is over. The caller holds the lock. */
static bool expire(struct _TP_IO *io)
{
	if (!io->closed || io->outstanding > 0)
		return false;
	io->generation = (io->generation + 1) % GENERATIONS;
	return true;
}

/* retire makes a TP_IO free. */
static void retire(struct _TP_IO *io)
{
	pthread_mutex_lock(&lock);
	io->next = spare;
	spare = io;
	pthread_mutex_unlock(&lock);
}

/* call_io calls the function of a TP_IO, unless that is somebody else's by now. */
static void call_io(const OVERLAPPED_ENTRY *e)
{
	struct _TP_IO *io = of_key(e->lpCompletionKey);
	bool over = false;

	pthread_mutex_lock(&io->lock);
	if (key_of(io) == e->lpCompletionKey) {
		if (!io->closed && io->dropped == 0) {
			pthread_mutex_unlock(&io->lock);
			io->callback(NULL, io->context, e->lpOverlapped,
				     ws_ntstatus_win32((unsigned)e->Internal),
				     e->dwNumberOfBytesTransferred, io);
			pthread_mutex_lock(&io->lock);
		}
		io->queued--;
		done(io);
		over = expire(io);
	}
	pthread_mutex_unlock(&io->lock);
	if (over)
		retire(io);
}

static void call(struct ws_work *work)
{
	OVERLAPPED_ENTRY e = ((struct ended *)work)->entry;

	free(work);
	if ((e.lpCompletionKey & BOUND) == 0) {
		call_io(&e);
		return;
	}
	((LPOVERLAPPED_COMPLETION_ROUTINE)(e.lpCompletionKey & ~BOUND))(
		ws_ntstatus_win32((unsigned)e.Internal), e.dwNumberOfBytesTransferred,
		e.lpOverlapped);
}

/* arrived notes that a packet came out, and reports whether a call is to be made. */
static bool arrived(const OVERLAPPED_ENTRY *e)
{
	struct _TP_IO *io = of_key(e->lpCompletionKey);
	bool wanted;

	if (e->lpCompletionKey & BOUND)
		return true;
	pthread_mutex_lock(&io->lock);
	wanted = key_of(io) == e->lpCompletionKey;
	if (wanted && e->lpOverlapped == NULL) {
		io->reached++;
		pthread_cond_broadcast(&io->quiet);
		wanted = false;
	}
	io->queued += wanted;
	pthread_mutex_unlock(&io->lock);
	return wanted;
}

/* collect is the thread that takes the packets. */
static void *collect(void *unused)
{
	OVERLAPPED_ENTRY entries[64];
	ULONG n;

	(void)unused;
	while (GetQueuedCompletionStatusEx(port, entries, 64, &n, INFINITE, FALSE))
		for (ULONG i = 0; i < n; i++) {
			struct ended *e;

			if (!arrived(&entries[i]))
				continue;
			while ((e = malloc(sizeof *e)) == NULL)
				Sleep(1); /* a call must not be lost */
			e->work.run = call;
			e->entry = entries[i];
			while (!ws_pool_submit(&e->work))
				Sleep(1);
		}
	return NULL;
}

/* open_port makes the port and its thread, once. */
static bool open_port(void)
{
	pthread_t thread;
	bool ok = true;

	pthread_mutex_lock(&lock);
	if (port == NULL) {
		port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
		ok = port != NULL;
		if (ok && pthread_create(&thread, NULL, collect, NULL) != 0) {
			ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
			CloseHandle(port);
			port = NULL;
			ok = false;
		} else if (ok) {
			pthread_detach(thread);
		}
	}
	pthread_mutex_unlock(&lock);
	return ok;
}

/*
 * BindIoCompletionCallback has function called, on a thread of the pool, whenever an
 * overlapped operation on file has ended. Errors: ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER (flags, or the file has a port).
 */
BOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE function,
				     ULONG flags)
{
	WS_NO_CHILD(FALSE);
	if (flags != 0 || function == NULL)
		return ws_bool(ERROR_INVALID_PARAMETER);
	return open_port() &&
	       CreateIoCompletionPort(file, port, (ULONG_PTR)function | BOUND, 0) != NULL;
}

/* make is a TP_IO without a file. */
static struct _TP_IO *make(void)
{
	struct _TP_IO *io;

	pthread_mutex_lock(&lock);
	io = spare;
	if (io != NULL)
		spare = io->next;
	pthread_mutex_unlock(&lock);
	if (io == NULL) {
		io = calloc(1, sizeof *io);
		if (io == NULL) {
			ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
			return NULL;
		}
		pthread_mutex_init(&io->lock, NULL);
		pthread_cond_init(&io->quiet, NULL);
	}
	io->outstanding = io->queued = io->dropped = io->marks = io->reached = 0;
	io->closed = false;
	return io;
}

/*
 * CreateThreadpoolIo has callback called, on a thread of the pool, when overlapped
 * operations on file have ended; StartThreadpoolIo announces each. Errors:
 * ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (the file has a port already).
 */
PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
				 PTP_CALLBACK_ENVIRON environment)
{
	struct _TP_IO *io;

	(void)environment; /* there is one pool */
	WS_NO_CHILD(NULL);
	if (callback == NULL) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return NULL;
	}
	if (!open_port() || (io = make()) == NULL)
		return NULL;
	io->callback = callback;
	io->context = context;
	if (CreateIoCompletionPort(file, port, key_of(io), 0) == NULL) {
		retire(io);
		return NULL;
	}
	return io;
}

/* StartThreadpoolIo announces an operation, whose end will be told. */
VOID WINAPI StartThreadpoolIo(PTP_IO io)
{
	pthread_mutex_lock(&io->lock);
	io->outstanding++;
	pthread_mutex_unlock(&io->lock);
}

/* CancelThreadpoolIo takes back the announcement of an operation that was not started. */
VOID WINAPI CancelThreadpoolIo(PTP_IO io)
{
	pthread_mutex_lock(&io->lock);
	done(io);
	pthread_mutex_unlock(&io->lock);
}

/*
 * WaitForThreadpoolIoCallbacks waits until all operations that were announced have
 * ended, and their calls. With cancel it does not wait for operations: calls that are
 * under way end, those that have not begun are not made.
 */
VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO io, BOOL cancel)
{
	unsigned mark;

	pthread_mutex_lock(&io->lock);
	if (!cancel) {
		while (io->outstanding > 0)
			pthread_cond_wait(&io->quiet, &io->lock);
		pthread_mutex_unlock(&io->lock);
		return;
	}
	io->dropped++;
	mark = io->reached;
	if (PostQueuedCompletionStatus(port, 0, key_of(io), NULL))
		mark = ++io->marks; /* behind the packets that are there */
	while (io->queued > 0 || io->reached < mark)
		pthread_cond_wait(&io->quiet, &io->lock);
	io->dropped--;
	pthread_mutex_unlock(&io->lock);
}

/* CloseThreadpoolIo ends the calls; one that is under way goes on. */
VOID WINAPI CloseThreadpoolIo(PTP_IO io)
{
	bool over;

	pthread_mutex_lock(&io->lock);
	io->closed = true;
	over = expire(io);
	pthread_mutex_unlock(&io->lock);
	if (over)
		retire(io);
}
