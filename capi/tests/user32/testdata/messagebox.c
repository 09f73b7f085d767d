/* Message boxes where nobody is: the answers, by type and default button. */
#include <stdio.h>
#include <windows.h>

int main(void)
{
	printf("%d ", MessageBoxA(NULL, "the text", "caption", MB_OK));
	printf("%d ", MessageBoxA(NULL, NULL, NULL, MB_OKCANCEL | MB_DEFBUTTON2));
	printf("%d ", MessageBoxW(NULL, L"gr\xFC\xDF", L"wide",
				  MB_YESNO | MB_ICONQUESTION | MB_DEFBUTTON2));
	printf("%d ", MessageBox(NULL, "", "", MB_ABORTRETRYIGNORE | MB_DEFBUTTON2));
	printf("%d ", MessageBox(NULL, "", "", MB_YESNOCANCEL | MB_TOPMOST));
	printf("%d ", MessageBox(NULL, "", "", MB_OK | MB_DEFBUTTON4));
	printf("%d ", MessageBox(NULL, "", "", 7));
	printf("%d\n", MessageBox((HWND)0x7ABC0020, "", "", MB_OK));
	return 0;
}
