/* plugin.c: a DLL of a program's own, for module.c. */
#include <stdio.h>
#include <windows.h>

static int attached;

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved)
{
	if (reason == DLL_PROCESS_ATTACH) {
		if (GetEnvironmentVariableA("PLUGIN_REFUSES", NULL, 0) != 0)
			return FALSE;
		attached++;
	}
	if (reason == DLL_PROCESS_DETACH) {
		printf("plugin: detached\n");
		fflush(stdout);
	}
	return module != NULL && reserved == NULL;
}

int plugin_answer(void)
{
	return 42;
}

int plugin_attached(void)
{
	return attached;
}
