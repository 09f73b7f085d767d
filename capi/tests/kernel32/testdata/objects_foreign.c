/* Threads that CreateThread did not make, and children that CreateProcess did not. */
#include "objects.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static HANDLE mutex, done;

static void *own_and_end(void *how)
{
	check("take", WaitForSingleObject(mutex, 0), WAIT_OBJECT_0);
	check("a pseudo handle", DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
	      GetCurrentProcess(), &done, 0, FALSE, DUPLICATE_SAME_ACCESS), TRUE);
	if (how != NULL)
		pthread_exit(NULL);
	return NULL;
}

static void threads(void)
{
	mutex = CreateMutexA(NULL, FALSE, NULL);
	for (int how = 0; how < 2; how++) {
		pthread_t t;

		pthread_create(&t, NULL, own_and_end, how == 0 ? NULL : &t);
		pthread_join(t, NULL);
		/* The join comes last. */
		check("ended", state(done), WAIT_OBJECT_0);
		check("abandoned", state(mutex), WAIT_ABANDONED);
		ReleaseMutex(mutex);
		CloseHandle(done);
	}
}

static void *deep(void *depth)
{
	pthread_t t;

	if (depth == NULL)
		return NULL;
	SetEvent(done);
	pthread_create(&t, NULL, deep, (char *)depth - 1);
	pthread_join(t, NULL);
	return NULL;
}

static void many(void)
{
	done = event(FALSE, FALSE);
	deep((void *)100);
	check("set", state(done), WAIT_OBJECT_0);
}

static void processes(void)
{
	FILETIME created, exited, kernel, user;
	int gate[2], status;
	DWORD code = 0;
	HANDLE h;
	pid_t child;
	char c;

	check("a pipe", pipe(gate), 0);
	child = fork();
	if (child == 0) {
		/* Nothing of the library may be used here but what fails with an error. */
		int bad = SetEvent(done) || GetLastError() != ERROR_NOT_SUPPORTED ||
			  WaitForSingleObject(done, 0) != WAIT_FAILED || CloseHandle(done) ||
			  CreateEventA(NULL, 0, 0, NULL) != NULL;

		close(gate[1]);
		(void)!read(gate[0], &c, 1);
		_exit(bad ? 99 : 6);
	}
	h = OpenProcess(PROCESS_ALL_ACCESS, FALSE, (DWORD)child);
	check("opened", h != NULL, TRUE);
	check("id", GetProcessId(h), child);
	check("runs", state(h), WAIT_TIMEOUT);
	check("code", GetExitCodeProcess(h, &code) && code == STILL_ACTIVE, TRUE);
	check("times", GetProcessTimes(h, &created, &exited, &kernel, &user), TRUE);
	check("class", GetPriorityClass(h), NORMAL_PRIORITY_CLASS);
	check("nicer", SetPriorityClass(h, BELOW_NORMAL_PRIORITY_CLASS), TRUE);
	check("class", GetPriorityClass(h), BELOW_NORMAL_PRIORITY_CLASS);
	check_error("no class", SetPriorityClass(h, 3), FALSE, ERROR_INVALID_PARAMETER);
	close(gate[1]);
	wait_for(h);
	check("code", GetExitCodeProcess(h, &code), TRUE);
	check("code", code, 6);
	check("still the program's to reap", waitpid(child, &status, 0), child);
	check("status", WEXITSTATUS(status), 6);
	check_error("ended", TerminateProcess(h, 1), FALSE, ERROR_ACCESS_DENIED);
	CloseHandle(h);

	child = fork();
	if (child == 0) {
		for (;;)
			pause();
	}
	h = OpenProcess(PROCESS_TERMINATE, FALSE, (DWORD)child);
	check("terminate", TerminateProcess(h, 0x1234), TRUE);
	wait_for(h);
	check("code", GetExitCodeProcess(h, &code), TRUE);
	check("code", code, 0x1234);
	waitpid(child, &status, 0);
	CloseHandle(h);
	check_error("gone", OpenProcess(SYNCHRONIZE, FALSE, (DWORD)child) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
}

int main(void)
{
	threads();
	many();
	processes();
	return result();
}
