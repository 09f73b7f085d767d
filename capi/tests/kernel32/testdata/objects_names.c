/* Names of objects. */
#include "objects.h"

int main(void)
{
	HANDLE a, b, c;

	check_error("new", (a = CreateEventA(NULL, TRUE, FALSE, "ws test one")) != NULL, TRUE, 0);
	check_error("again", (b = CreateEventW(NULL, FALSE, TRUE, L"ws test one")) != NULL, TRUE,
		    ERROR_ALREADY_EXISTS);
	check("one object, unchanged", state(b), WAIT_TIMEOUT);
	SetEvent(a);
	check("one object", state(b), WAIT_OBJECT_0);
	check("local", (c = OpenEventA(EVENT_ALL_ACCESS, FALSE, "Local\\ws test one")) != NULL, TRUE);
	check("one object", state(c), WAIT_OBJECT_0);
	CloseHandle(c);
	check_error("case", OpenEventA(SYNCHRONIZE, FALSE, "WS TEST ONE") != NULL, FALSE,
		    ERROR_FILE_NOT_FOUND);
	check_error("no such", OpenEventA(SYNCHRONIZE, FALSE, "ws test two") != NULL, FALSE,
		    ERROR_FILE_NOT_FOUND);
	check_error("no name", OpenEventA(SYNCHRONIZE, FALSE, NULL) != NULL, FALSE,
		    ERROR_INVALID_PARAMETER);
	check_error("another kind", CreateMutexA(NULL, FALSE, "ws test one") != NULL, FALSE,
		    ERROR_INVALID_HANDLE);
	check_error("another kind", CreateSemaphoreA(NULL, 0, 1, "ws test one") != NULL, FALSE,
		    ERROR_INVALID_HANDLE);
	check_error("another kind", CreateWaitableTimerA(NULL, TRUE, "ws test one") != NULL, FALSE,
		    ERROR_INVALID_HANDLE);
	check_error("another kind", OpenMutexA(SYNCHRONIZE, FALSE, "ws test one") != NULL, FALSE,
		    ERROR_INVALID_HANDLE);
	check_error("backslash", CreateEventA(NULL, TRUE, FALSE, "ws\\test") != NULL, FALSE,
		    ERROR_PATH_NOT_FOUND);
	CloseHandle(a);
	check("the name lives", (c = OpenEventA(SYNCHRONIZE, FALSE, "ws test one")) != NULL, TRUE);
	CloseHandle(b);
	CloseHandle(c);
	check_error("the name is gone", OpenEventA(SYNCHRONIZE, FALSE, "ws test one") != NULL, FALSE,
		    ERROR_FILE_NOT_FOUND);

	check_error("mutex", (a = CreateMutexA(NULL, TRUE, "Global\\ws test")) != NULL, TRUE, 0);
	check_error("mutex again", (b = CreateMutexA(NULL, TRUE, "Global\\ws test")) != NULL, TRUE,
		    ERROR_ALREADY_EXISTS);
	check("owned once", ReleaseMutex(b), TRUE);
	check_error("not twice", ReleaseMutex(a), FALSE, ERROR_NOT_OWNER);
	check("open", (c = OpenMutexW(MUTEX_ALL_ACCESS, FALSE, L"Global\\ws test")) != NULL, TRUE);
	CloseHandle(a);
	CloseHandle(b);
	CloseHandle(c);

	check("semaphore", (a = CreateSemaphoreW(NULL, 1, 1, L"ws tést")) != NULL, TRUE);
	check("open", (b = OpenSemaphoreW(SEMAPHORE_ALL_ACCESS, FALSE, L"ws tést")) != NULL, TRUE);
	check("take", state(b), WAIT_OBJECT_0);
	check("taken", state(a), WAIT_TIMEOUT);
	check("timer", (c = CreateWaitableTimerW(NULL, TRUE, L"ws tick")) != NULL, TRUE);
	check("open", OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "ws tick") != NULL, TRUE);

	check_error("empty", (a = CreateEventA(NULL, TRUE, TRUE, "")) != NULL, TRUE, 0);
	check_error("empty", (b = CreateEventA(NULL, TRUE, FALSE, "")) != NULL, TRUE, 0);
	check("two objects", state(b), WAIT_TIMEOUT);
	return result();
}
