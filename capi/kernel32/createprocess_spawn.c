/* createprocess_spawn.c: the kernel's part of CreateProcess. */
#include "createprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char **environment_of(const struct ws_start *start)
{
	return start->environment != NULL ? start->environment : environ;
}

/* add_descriptors lets the child's descriptors be what they shall be. */
static int add_descriptors(posix_spawn_file_actions_t *actions, const struct ws_start *start)
{
	int error = 0;

	for (int i = 0; i < 3 && error == 0; i++)
		error = posix_spawn_file_actions_adddup2(actions, start->standard[i], i);
	/* A descriptor that becomes itself stays open in the program. */
	for (int i = 0; i < start->inherits && error == 0; i++)
		error = posix_spawn_file_actions_adddup2(actions, start->inherited[i],
							 start->inherited[i]);
	if (error == 0 && start->directory != NULL)
		error = posix_spawn_file_actions_addchdir_np(actions, start->directory);
	return error;
}

static int set_attributes(posix_spawnattr_t *attributes, const struct ws_start *start)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t set;
	int error;

	sigemptyset(&set);
	error = posix_spawnattr_setsigmask(attributes, &set);
	sigaddset(&set, SIGPIPE); /* who runs without the library may want it */
	if (error == 0)
		error = posix_spawnattr_setsigdefault(attributes, &set);
	if (start->session)
		flags |= POSIX_SPAWN_SETSID;
	else if (start->group)
		flags |= POSIX_SPAWN_SETPGROUP;
	return error != 0 ? error : posix_spawnattr_setflags(attributes, flags);
}

/*
 * spawn_suspended starts a process that stops before it becomes the program. The
 * kernel does not tell then whether it could; what can be known is asked before.
 */
static pid_t spawn_suspended(const struct ws_start *start)
{
	char **environment = environment_of(start);
	sigset_t all, old;
	pid_t pid;

	if (access(start->path, X_OK) != 0)
		return -1;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	/* The library's handlers of fork are for children that stay what they are. */
	pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (pid != 0) {
		siginfo_t info;

		pthread_sigmask(SIG_SETMASK, &old, NULL);
		/* A continuation that came before the stop would be lost. */
		while (pid > 0 && waitid(P_PID, (id_t)pid, &info, WSTOPPED | WEXITED | WNOWAIT) != 0 &&
		       errno == EINTR)
			continue;
		return pid;
	}
	for (int signal = 1; signal < NSIG; signal++) {
		struct sigaction action;

		if (sigaction(signal, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	}
	if (start->session)
		setsid();
	else if (start->group)
		setpgid(0, 0);
	for (int i = 0; i < 3; i++)
		if (dup2(start->standard[i], i) < 0 || fcntl(i, F_SETFD, 0) < 0)
			_exit(127);
	for (int i = 0; i < start->inherits; i++)
		if (fcntl(start->inherited[i], F_SETFD, 0) < 0)
			_exit(127);
	if (start->directory != NULL && chdir(start->directory) != 0)
		_exit(127);
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	kill((pid_t)syscall(SYS_getpid), SIGSTOP);
	execve(start->path, start->arguments, environment);
	_exit(127);
}

pid_t ws_spawn(const struct ws_start *start)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t pid = -1;
	int error;

	if (start->suspended)
		return spawn_suspended(start);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	error = add_descriptors(&actions, start);
	if (error == 0)
		error = set_attributes(&attributes, start);
	if (error == 0)
		error = posix_spawn(&pid, start->path, &actions, &attributes, start->arguments,
				    environment_of(start));
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	errno = error;
	return error == 0 ? pid : -1;
}
