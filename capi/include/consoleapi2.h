/* consoleapi2.h: the screen of a console: colours, the cursor, the title. */
#ifndef _APISETCONSOLEL2_
#define _APISETCONSOLEL2_

#include <minwinbase.h>
#include <wincontypes.h>

WINSOCK_BEGIN

#define FOREGROUND_BLUE 0x0001
#define FOREGROUND_GREEN 0x0002
#define FOREGROUND_RED 0x0004
#define FOREGROUND_INTENSITY 0x0008
#define BACKGROUND_BLUE 0x0010
#define BACKGROUND_GREEN 0x0020
#define BACKGROUND_RED 0x0040
#define BACKGROUND_INTENSITY 0x0080
#define COMMON_LVB_LEADING_BYTE 0x0100
#define COMMON_LVB_TRAILING_BYTE 0x0200
#define COMMON_LVB_REVERSE_VIDEO 0x4000
#define COMMON_LVB_UNDERSCORE 0x8000

typedef struct _CONSOLE_CURSOR_INFO {
	DWORD dwSize;
	BOOL bVisible;
} CONSOLE_CURSOR_INFO, *PCONSOLE_CURSOR_INFO;

typedef struct _CONSOLE_SCREEN_BUFFER_INFO {
	COORD dwSize;
	COORD dwCursorPosition;
	WORD wAttributes;
	SMALL_RECT srWindow;
	COORD dwMaximumWindowSize;
} CONSOLE_SCREEN_BUFFER_INFO, *PCONSOLE_SCREEN_BUFFER_INFO;

BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE console, PCONSOLE_SCREEN_BUFFER_INFO information);
COORD WINAPI GetLargestConsoleWindowSize(HANDLE console);
BOOL WINAPI SetConsoleTextAttribute(HANDLE console, WORD attributes);
BOOL WINAPI SetConsoleCursorPosition(HANDLE console, COORD position);
BOOL WINAPI GetConsoleCursorInfo(HANDLE console, PCONSOLE_CURSOR_INFO information);
BOOL WINAPI SetConsoleCursorInfo(HANDLE console, const CONSOLE_CURSOR_INFO *information);
BOOL WINAPI FillConsoleOutputCharacterA(HANDLE console, CHAR character, DWORD count, COORD at,
					LPDWORD done);
BOOL WINAPI FillConsoleOutputCharacterW(HANDLE console, WCHAR character, DWORD count, COORD at,
					LPDWORD done);
BOOL WINAPI FillConsoleOutputAttribute(HANDLE console, WORD attributes, DWORD count, COORD at,
				       LPDWORD done);
DWORD WINAPI GetConsoleTitleA(LPSTR title, DWORD room);
DWORD WINAPI GetConsoleTitleW(LPWSTR title, DWORD room);
BOOL WINAPI SetConsoleTitleA(LPCSTR title);
BOOL WINAPI SetConsoleTitleW(LPCWSTR title);
BOOL WINAPI SetConsoleCP(UINT code_page);
BOOL WINAPI SetConsoleOutputCP(UINT code_page);
BOOL WINAPI FlushConsoleInputBuffer(HANDLE console);
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group);

#ifdef UNICODE
#define FillConsoleOutputCharacter FillConsoleOutputCharacterW
#define GetConsoleTitle GetConsoleTitleW
#define SetConsoleTitle SetConsoleTitleW
#else
#define FillConsoleOutputCharacter FillConsoleOutputCharacterA
#define GetConsoleTitle GetConsoleTitleA
#define SetConsoleTitle SetConsoleTitleA
#endif
WINSOCK_END

#endif
