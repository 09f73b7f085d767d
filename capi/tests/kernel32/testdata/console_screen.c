/* console_screen.c: a terminal of 80 columns and 25 lines as a console. */
#include "check.h"

int main(void)
{
	HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE), in = GetStdHandle(STD_INPUT_HANDLE);
	HANDLE screen = CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
	CONSOLE_SCREEN_BUFFER_INFO info;
	CONSOLE_CURSOR_INFO cursor;
	COORD corner = {0, 0}, outside = {80, 0};
	char text[64];
	WCHAR wide[64];
	DWORD n, mode;

	CHECK(VALID(screen) && out != NULL && GetFileType(out) == FILE_TYPE_CHAR);
	CHECK(GetConsoleScreenBufferInfo(out, &info));
	CHECK(info.dwSize.X == 80 && info.dwSize.Y == 25 && info.srWindow.Right == 79);
	CHECK(info.dwCursorPosition.X == 6 && info.dwCursorPosition.Y == 4); /* as the test answers */
	CHECK(info.wAttributes == 7);
	printf("plain ");
	CHECK(SetConsoleTextAttribute(out, FOREGROUND_RED | FOREGROUND_INTENSITY | BACKGROUND_BLUE));
	printf("red");
	CHECK(SetConsoleTextAttribute(out, 7));
	printf("\n");
	CHECK(SetConsoleCursorPosition(out, corner));
	FAILS(SetConsoleCursorPosition(out, outside), ERROR_INVALID_PARAMETER);
	CHECK(FillConsoleOutputCharacterA(out, ' ', 10000, corner, &n) && n == 2000);
	CHECK(FillConsoleOutputAttribute(out, 7, 100, corner, &n) && n == 100);
	CHECK(FillConsoleOutputCharacterA(out, 'x', 3, outside, &n) && n == 0);
	cursor.dwSize = 50;
	cursor.bVisible = FALSE;
	CHECK(SetConsoleCursorInfo(screen, &cursor));
	CHECK(GetConsoleCursorInfo(out, &cursor) && cursor.dwSize == 50 && !cursor.bVisible);
	cursor.dwSize = 0;
	FAILS(SetConsoleCursorInfo(out, &cursor), ERROR_INVALID_PARAMETER);
	CHECK(SetConsoleTitleA("a title") && GetConsoleTitleA(text, sizeof text) == 7 && strcmp(text, "a title") == 0);
	CHECK(SetConsoleTitleW(L"\x00e4") && GetConsoleTitleW(wide, 64) == 1 && wide[0] == 0xe4);
	CHECK(WriteConsoleA(out, "text", 4, &n, NULL) && n == 4);
	CHECK(WriteConsoleW(out, L"\x00e4\xd83d\xde00", 3, &n, NULL) && n == 3);
	CHECK(GetConsoleMode(out, &mode) && mode & ENABLE_PROCESSED_OUTPUT);
	CHECK(SetConsoleMode(out, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING));
	CHECK(GetConsoleMode(in, &mode) && (mode & 7) == 7);
	FAILS(SetConsoleMode(in, ENABLE_ECHO_INPUT), ERROR_INVALID_PARAMETER);
	CHECK(SetConsoleMode(in, mode & ~ENABLE_ECHO_INPUT) && GetConsoleMode(in, &mode) && (mode & 7) == 3);
	CHECK(SetConsoleOutputCP(1252) && GetConsoleOutputCP() == 1252 && GetConsoleCP() == 65001);
	FAILS(SetConsoleCP(0), ERROR_INVALID_PARAMETER);
	CHECK(GetConsoleWindow() == NULL);
	FAILS(AllocConsole(), ERROR_ACCESS_DENIED);
	FAILS(AttachConsole(ATTACH_PARENT_PROCESS), ERROR_ACCESS_DENIED);
	CHECK(FreeConsole() && AttachConsole(ATTACH_PARENT_PROCESS));
	CHECK(CloseHandle(screen));
	FAILS(WriteConsoleA(screen, "x", 1, &n, NULL), ERROR_INVALID_HANDLE);
	printf("\nscreen done %d\n", failures);
	return done();
}
