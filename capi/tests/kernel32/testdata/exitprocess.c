/* Ends as it is told: exitprocess exit|terminate CODE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

int main(int argc, char **argv)
{
	if (argc != 3)
		return 1;
	printf("buffered");
	if (strcmp(argv[1], "exit") == 0)
		ExitProcess(strtoul(argv[2], NULL, 0));
	TerminateProcess(GetCurrentProcess(), strtoul(argv[2], NULL, 0));
	return 2;
}
