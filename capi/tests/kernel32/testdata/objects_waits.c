/* Waits for several objects. */
#include "objects.h"

#define N 3

/* A row of the matrix: what each of three events is, how one waits, what comes out. */
static const struct {
	const char *set;	/* one letter an event: m manual, a automatic; upper case: set */
	BOOL all;
	DWORD want;
	const char *after;	/* the state afterwards */
} rows[] = {
	{"mmm", FALSE, WAIT_TIMEOUT, "mmm"},
	{"Mmm", FALSE, WAIT_OBJECT_0, "Mmm"},
	{"mMM", FALSE, WAIT_OBJECT_0 + 1, "mMM"},
	{"aaA", FALSE, WAIT_OBJECT_0 + 2, "aaa"},
	{"aAA", FALSE, WAIT_OBJECT_0 + 1, "aaA"},
	{"AMA", FALSE, WAIT_OBJECT_0, "aMA"},
	{"MAA", FALSE, WAIT_OBJECT_0, "MAA"},
	{"mmm", TRUE, WAIT_TIMEOUT, "mmm"},
	{"MMM", TRUE, WAIT_OBJECT_0, "MMM"},
	{"AAA", TRUE, WAIT_OBJECT_0, "aaa"},
	{"AMA", TRUE, WAIT_OBJECT_0, "aMa"},
	{"AAa", TRUE, WAIT_TIMEOUT, "AAa"},
	{"AmA", TRUE, WAIT_TIMEOUT, "AmA"},
	{"aAA", TRUE, WAIT_TIMEOUT, "aAA"},
};

static void matrix(void)
{
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		HANDLE h[N];
		DWORD got;

		for (int i = 0; i < N; i++)
			h[i] = event((rows[r].set[i] | 0x20) == 'm', (rows[r].set[i] & 0x20) == 0);
		got = WaitForMultipleObjects(N, h, rows[r].all, 0);
		if (got != rows[r].want) {
			printf("row %s all %d: %#x\n", rows[r].set, rows[r].all, (unsigned)got);
			failures++;
		}
		for (int i = 0; i < N; i++) {
			BOOL set = (rows[r].after[i] & 0x20) == 0;

			if ((state(h[i]) == WAIT_OBJECT_0) != set) {
				printf("row %s all %d: event %d is wrong\n", rows[r].set, rows[r].all, i);
				failures++;
			}
			CloseHandle(h[i]);
		}
	}
}

static void arguments(void)
{
	HANDLE h[MAXIMUM_WAIT_OBJECTS + 1], e = event(TRUE, TRUE), closed = event(TRUE, TRUE);

	CloseHandle(closed);
	for (int i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
		h[i] = event(TRUE, i == MAXIMUM_WAIT_OBJECTS - 1);
	check_error("none", WaitForMultipleObjects(0, h, FALSE, 0), WAIT_FAILED,
		    ERROR_INVALID_PARAMETER);
	check("64", WaitForMultipleObjects(64, h, FALSE, 0), WAIT_OBJECT_0 + 63);
	check_error("65", WaitForMultipleObjects(65, h, FALSE, 0), WAIT_FAILED,
		    ERROR_INVALID_PARAMETER);
	h[1] = h[2] = e;
	check_error("twice for all", WaitForMultipleObjects(3, h, TRUE, 0), WAIT_FAILED,
		    ERROR_INVALID_PARAMETER);
	check("twice for any", WaitForMultipleObjects(3, h, FALSE, 0), WAIT_OBJECT_0 + 1);
	h[3] = closed;
	check_error("closed", WaitForMultipleObjects(4, h, FALSE, 0), WAIT_FAILED,
		    ERROR_INVALID_HANDLE);
}

static void limits(void)
{
	HANDLE e = event(FALSE, FALSE);
	DWORD before = GetTickCount();

	check("50 ms", WaitForSingleObject(e, 50), WAIT_TIMEOUT);
	check("not less", GetTickCount() - before >= 45, TRUE);
	check("not much more", GetTickCount() - before < 5000, TRUE);
}

static HANDLE ready, go;
static HANDLE pair[2];

static DWORD WINAPI wait_all(LPVOID unused)
{
	(void)unused;
	SetEvent(ready);
	return WaitForMultipleObjects(2, pair, TRUE, INFINITE);
}

static void all_takes_nothing_early(void)
{
	HANDLE t;
	DWORD code;

	ready = event(FALSE, FALSE);
	pair[0] = event(FALSE, FALSE);
	pair[1] = CreateSemaphoreA(NULL, 1, 1, NULL);
	t = thread(wait_all, NULL);
	wait_for(ready);
	Sleep(20);
	check("a wait for all holds nothing", state(pair[1]), WAIT_OBJECT_0);
	SetEvent(pair[0]);
	Sleep(5);
	check("one of two is not enough", state(t), WAIT_TIMEOUT);
	check("and not taken", state(pair[0]), WAIT_OBJECT_0);
	SetEvent(pair[0]);
	ReleaseSemaphore(pair[1], 1, NULL);
	wait_for(t);
	GetExitCodeThread(t, &code);
	check("both", code, WAIT_OBJECT_0);
	check("taken", state(pair[0]), WAIT_TIMEOUT);
	check("taken", state(pair[1]), WAIT_TIMEOUT);
}

/* Two takers of pairs and two of single semaphores: nothing gets lost or doubled. */
enum { ROUNDS = 2000 };
static HANDLE tokens[2], stop;
static volatile LONG taken[2];

static DWORD WINAPI take_pairs(LPVOID unused)
{
	(void)unused;
	for (;;) {
		DWORD r = WaitForMultipleObjects(2, tokens, TRUE, 5);

		if (r == WAIT_OBJECT_0) {
			InterlockedIncrement(&taken[0]);
			InterlockedIncrement(&taken[1]);
		} else if (state(stop) == WAIT_OBJECT_0) {
			return 0;
		}
	}
}

static DWORD WINAPI take_single(LPVOID unused)
{
	HANDLE h[3] = {tokens[1], tokens[0], stop};

	(void)unused;
	for (;;) {
		DWORD r = WaitForMultipleObjects(3, h, FALSE, INFINITE);

		if (r == WAIT_OBJECT_0 + 2)
			return 0;
		InterlockedIncrement(&taken[1 - (r - WAIT_OBJECT_0)]);
	}
}

static void conservation(void)
{
	HANDLE t[4];

	tokens[0] = CreateSemaphoreA(NULL, 0, ROUNDS, NULL);
	tokens[1] = CreateSemaphoreA(NULL, 0, ROUNDS, NULL);
	stop = event(TRUE, FALSE);
	for (int i = 0; i < 4; i++)
		t[i] = thread(i < 2 ? take_pairs : take_single, NULL);
	for (int i = 0; i < ROUNDS; i++)
		ReleaseSemaphore(tokens[i % 2], 1, NULL);
	for (int i = 0; taken[0] + taken[1] < ROUNDS && i < 10000; i++)
		Sleep(1);
	SetEvent(stop);
	check("all threads", WaitForMultipleObjects(4, t, TRUE, 10000), WAIT_OBJECT_0);
	check("first", taken[0], ROUNDS / 2);
	check("second", taken[1], ROUNDS / 2);
}

static HANDLE mutex;
static long counter;

static DWORD WINAPI count(LPVOID unused)
{
	(void)unused;
	for (int i = 0; i < 20000; i++) {
		if (WaitForSingleObject(mutex, INFINITE) != WAIT_OBJECT_0)
			return 1;
		counter++;
		ReleaseMutex(mutex);
	}
	return 0;
}

static void exclusion(void)
{
	HANDLE t[4];

	mutex = CreateMutexA(NULL, FALSE, NULL);
	for (int i = 0; i < 4; i++)
		t[i] = thread(count, NULL);
	check("all threads", WaitForMultipleObjects(4, t, TRUE, 60000), WAIT_OBJECT_0);
	check("counted", counter, 80000);
}

static DWORD WINAPI answer(LPVOID unused)
{
	(void)unused;
	for (int i = 0; i < 2000; i++)
		if (SignalObjectAndWait(ready, go, 10000, FALSE) != WAIT_OBJECT_0)
			return 1;
	return 0;
}

static void signal_and_wait(void)
{
	HANDLE t, m = CreateMutexA(NULL, FALSE, NULL);
	DWORD code;

	ready = event(FALSE, FALSE);
	go = event(FALSE, FALSE);
	t = thread(answer, NULL);
	for (int i = 0; i < 2000; i++) {
		wait_for(ready);
		SetEvent(go);
	}
	wait_for(t);
	GetExitCodeThread(t, &code);
	check("signal and wait", code, 0);
	check_error("a mutex of nobody", SignalObjectAndWait(m, t, 0, FALSE), WAIT_FAILED,
		    ERROR_NOT_OWNER);
	check_error("a thread can't be signalled", SignalObjectAndWait(t, t, 0, FALSE), WAIT_FAILED,
		    ERROR_INVALID_HANDLE);
}

int main(void)
{
	matrix();
	arguments();
	limits();
	all_takes_nothing_early();
	conservation();
	exclusion();
	signal_and_wait();
	return result();
}
