/*
 * Names among processes. The program starts itself, with what to do as argument;
 * both talk through a pipe.
 */
#include "objects.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char *self;

struct child {
	pid_t id;
	int in, out; /* what it is told, what it says */
};

static struct child start(char *what)
{
	posix_spawn_file_actions_t actions;
	char *argv[] = {self, what, NULL};
	struct child c;
	int in[2], out[2];

	check("pipes", pipe(in) | pipe(out), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	posix_spawn_file_actions_addclose(&actions, in[1]);
	posix_spawn_file_actions_addclose(&actions, out[0]);
	check("start", posix_spawn(&c.id, self, &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	c.in = in[1];
	c.out = out[0];
	return c;
}

/* hear gives the next letter that a child says, 0 at its end. */
static char hear(const struct child *c)
{
	char letter = 0;

	return read(c->out, &letter, 1) == 1 ? letter : 0;
}

static void tell(const struct child *c)
{
	check("tell", write(c->in, ".", 1), 1);
}

static int end(const struct child *c)
{
	int status = -1;

	waitpid(c->id, &status, 0);
	close(c->in);
	close(c->out);
	return status;
}

static void say(char c)
{
	if (write(1, &c, 1) != 1)
		exit(1);
}

static void listen_up(void)
{
	char c;

	if (read(0, &c, 1) != 1)
		exit(1);
}

/* letter says how a wait came out. */
static char letter(DWORD result)
{
	switch (result) {
	case WAIT_OBJECT_0:
		return 'o';
	case WAIT_ABANDONED:
		return 'a';
	case WAIT_TIMEOUT:
		return 't';
	default:
		return 'f';
	}
}

#define NAME "Global\\ws single instance"

static int second(void)
{
	HANDLE m = CreateMutexA(NULL, TRUE, NAME);

	say(GetLastError() == ERROR_ALREADY_EXISTS ? 'e' : 'n');
	say(letter(WaitForSingleObject(m, 0)));
	say(OpenEventA(SYNCHRONIZE, FALSE, NAME) == NULL && GetLastError() == ERROR_INVALID_HANDLE
	    ? 'k' : '?');
	listen_up();
	say(letter(WaitForSingleObject(m, 10000)));
	listen_up();
	return 0; /* and it is abandoned */
}

static int waiter(void)
{
	HANDLE h[2] = {OpenEventA(SYNCHRONIZE, FALSE, "ws stop"),
		       OpenSemaphoreA(SYNCHRONIZE, FALSE, "ws tokens")};

	say(h[0] != NULL && h[1] != NULL ? 'y' : 'n');
	say(letter(WaitForMultipleObjects(2, h, TRUE, 20000)));
	return 0;
}

static int setter(void)
{
	HANDLE h = OpenEventA(EVENT_MODIFY_STATE, FALSE, "ws auto");

	listen_up();
	say(SetEvent(h) ? 'y' : 'n');
	return 0;
}

static _Noreturn void killed(void)
{
	HANDLE m = CreateMutexA(NULL, TRUE, "ws killed");

	say(m != NULL ? 'y' : 'n');
	CreateEventA(NULL, TRUE, FALSE, "ws killed event");
	say('r');
	for (;;)
		pause();
}

static void single_instance(void)
{
	HANDLE m = CreateMutexA(NULL, TRUE, NAME);
	struct child c;

	check("first", GetLastError(), 0);
	c = start("second");
	check("second: it exists", hear(&c), 'e');
	check("second: is owned", hear(&c), 't');
	check("second: another kind", hear(&c), 'k');
	tell(&c);
	usleep(20000);
	check("release", ReleaseMutex(m), TRUE);
	check("second: gets it", hear(&c), 'o');
	check("first: has lost it", state(m), WAIT_TIMEOUT);
	tell(&c);
	check("first: abandoned", WaitForSingleObject(m, 10000), WAIT_ABANDONED);
	check("end", end(&c), 0);
	ReleaseMutex(m);
	CloseHandle(m);
	c = start("second");
	check("third: is the first", hear(&c), 'n');
	kill(c.id, SIGKILL);
	end(&c);
}

static void signals(void)
{
	HANDLE stop = CreateEventA(NULL, TRUE, FALSE, "ws stop");
	HANDLE tokens = CreateSemaphoreA(NULL, 0, 5, "ws tokens");
	HANDLE automatic = CreateEventA(NULL, FALSE, FALSE, "ws auto");
	struct child c = start("waiter"), other;
	LONG before = -1;

	check("found", hear(&c), 'y');
	usleep(20000);
	check("post", ReleaseSemaphore(tokens, 2, &before), TRUE);
	check("before", before, 0);
	check("set", SetEvent(stop), TRUE);
	check("all", hear(&c), 'o');
	check("end", end(&c), 0);
	check("one is left", state(tokens), WAIT_OBJECT_0);
	check("one was taken", state(tokens), WAIT_TIMEOUT);

	other = start("setter");
	tell(&other);
	check("set elsewhere", WaitForSingleObject(automatic, 20000), WAIT_OBJECT_0);
	check("taken", state(automatic), WAIT_TIMEOUT);
	check("said", hear(&other), 'y');
	end(&other);
}

static void death(void)
{
	struct child c = start("killed");
	HANDLE m;

	check("made", hear(&c), 'y');
	check("ready", hear(&c), 'r');
	m = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "ws killed");
	check("found", m != NULL, TRUE);
	check("owned", state(m), WAIT_TIMEOUT);
	kill(c.id, SIGKILL);
	check("abandoned by the dead", WaitForSingleObject(m, 10000), WAIT_ABANDONED);
	end(&c);
	check_error("nothing is left", OpenEventA(SYNCHRONIZE, FALSE, "ws killed event") != NULL, FALSE,
		    ERROR_FILE_NOT_FOUND);
}

int main(int argc, char **argv)
{
	self = argv[0];
	if (argc == 1) {
		single_instance();
		signals();
		death();
		return result();
	}
	switch (argv[1][0]) {
	case 's':
		return argv[1][2] == 'c' ? second() : setter();
	case 'w':
		return waiter();
	default:
		killed();
	}
}
