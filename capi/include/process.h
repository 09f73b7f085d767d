/* process.h: threads and programs. */
#ifndef _INC_PROCESS
#define _INC_PROCESS

#include <corecrt.h>
#include <stdlib.h>
#include <unistd.h>
#include <winsock/wideprocess.h>

/* Modes of _spawn. */
#define _P_WAIT 0
#define _P_NOWAIT 1
#define _P_OVERLAY 2
#define _P_NOWAITO 3
#define _P_DETACH 4
#define P_WAIT _P_WAIT
#define P_NOWAIT _P_NOWAIT
#define P_OVERLAY _P_OVERLAY
#define P_NOWAITO _P_NOWAITO
#define P_DETACH _P_DETACH
#define _WAIT_CHILD 0
#define _WAIT_GRANDCHILD 1

WINSOCK_BEGIN

/*
 * Threads of the run-time. _beginthread closes the handle itself when the
 * function returns; _beginthreadex leaves that to the caller. Both answer -1
 * and 0 respectively, and errno, when there is no thread.
 */
uintptr_t _beginthread(void (*start)(void *), unsigned int stack, void *argument)
	WINSOCK_ALIAS(_beginthread);
uintptr_t _beginthreadex(void *security, unsigned int stack, unsigned int (*start)(void *),
	void *argument, unsigned int flags, unsigned int *id) WINSOCK_ALIAS(_beginthreadex);
void _endthread(void) WINSOCK_ALIAS(_endthread);
void _endthreadex(unsigned int code) WINSOCK_ALIAS(_endthreadex);
typedef void (*_beginthread_proc_type)(void *);
typedef unsigned int (*_beginthreadex_proc_type)(void *);

int _getpid(void) WINSOCK_ALIAS(_getpid);
void _cexit(void) WINSOCK_ALIAS(_cexit);
void _c_exit(void) WINSOCK_ALIAS(_c_exit);

/* _spawn answers the exit code (_P_WAIT) or a process handle for _cwait. */
intptr_t _spawnl(int mode, const char *path, const char *first, ...) WINSOCK_ALIAS(_spawnl);
intptr_t _spawnle(int mode, const char *path, const char *first, ...) WINSOCK_ALIAS(_spawnle);
intptr_t _spawnlp(int mode, const char *path, const char *first, ...) WINSOCK_ALIAS(_spawnlp);
intptr_t _spawnlpe(int mode, const char *path, const char *first, ...) WINSOCK_ALIAS(_spawnlpe);
intptr_t _spawnv(int mode, const char *path, const char *const *arguments)
	WINSOCK_ALIAS(_spawnv);
intptr_t _spawnve(int mode, const char *path, const char *const *arguments,
	const char *const *environment) WINSOCK_ALIAS(_spawnve);
intptr_t _spawnvp(int mode, const char *path, const char *const *arguments)
	WINSOCK_ALIAS(_spawnvp);
intptr_t _spawnvpe(int mode, const char *path, const char *const *arguments,
	const char *const *environment) WINSOCK_ALIAS(_spawnvpe);
intptr_t _execl(const char *path, const char *first, ...) WINSOCK_ALIAS(_execl);
intptr_t _execle(const char *path, const char *first, ...) WINSOCK_ALIAS(_execle);
intptr_t _execlp(const char *path, const char *first, ...) WINSOCK_ALIAS(_execlp);
intptr_t _execlpe(const char *path, const char *first, ...) WINSOCK_ALIAS(_execlpe);
intptr_t _execv(const char *path, const char *const *arguments) WINSOCK_ALIAS(_execv);
intptr_t _execve(const char *path, const char *const *arguments, const char *const *environment)
	WINSOCK_ALIAS(_execve);
intptr_t _execvp(const char *path, const char *const *arguments) WINSOCK_ALIAS(_execvp);
intptr_t _execvpe(const char *path, const char *const *arguments, const char *const *environment)
	WINSOCK_ALIAS(_execvpe);
intptr_t _cwait(int *code, intptr_t process, int action) WINSOCK_ALIAS(_cwait);

WINSOCK_END

#endif
