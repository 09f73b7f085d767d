/* The first thread ends, and another one goes on. */
#include <stdio.h>
#include <windows.h>

static HANDLE first;

static DWORD WINAPI go_on(LPVOID unused)
{
	(void)unused;
	WaitForSingleObject(first, INFINITE);
	printf("main is gone\n");
	return 5;
}

int main(void)
{
	DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &first, 0, FALSE,
			DUPLICATE_SAME_ACCESS);
	CreateThread(NULL, 0, go_on, NULL, 0, NULL);
	ExitThread(3);
}
