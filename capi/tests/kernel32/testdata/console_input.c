/* console_input.c: what the test types, as lines and as keys. */
#include "check.h"

static void say(const char *what)
{
	printf("<%s>\n", what);
	fflush(stdout);
}

static void key(HANDLE in, WORD code, WCHAR character, DWORD state)
{
	INPUT_RECORD r[2];
	DWORD n;

	for (int down = 1; down >= 0; down--) {
		CHECK(ReadConsoleInputW(in, r, 1, &n) && n == 1);
		CHECK(r[0].EventType == KEY_EVENT && r[0].Event.KeyEvent.bKeyDown == down);
		if (r[0].Event.KeyEvent.wVirtualKeyCode != code || r[0].Event.KeyEvent.uChar.UnicodeChar != character ||
		    r[0].Event.KeyEvent.dwControlKeyState != state) {
			printf("key %#x %#x %#x, want %#x %#x %#x\n", r[0].Event.KeyEvent.wVirtualKeyCode,
			       r[0].Event.KeyEvent.uChar.UnicodeChar, (unsigned)r[0].Event.KeyEvent.dwControlKeyState,
			       code, character, (unsigned)state);
			failures++;
		}
	}
}

int main(void)
{
	HANDLE in = GetStdHandle(STD_INPUT_HANDLE), other;
	char text[64];
	WCHAR wide[64];
	INPUT_RECORD r;
	DWORD n;

	say("line");
	CHECK(ReadFile(in, text, sizeof text, &n, NULL) && n == 6 && memcmp(text, "abcd\r\n", 6) == 0);
	say("wide");
	CHECK(ReadConsoleW(in, wide, 64, &n, NULL) && n == 5 && wide[0] == 0xe4 && wide[1] == 0xd83d && wide[4] == '\n');
	say("short");
	CHECK(ReadConsoleA(in, text, 3, &n, NULL) && n == 2 && memcmp(text, "xy", 2) == 0);
	CHECK(ReadConsoleA(in, text, 1, &n, NULL) && n == 1 && text[0] == '\r');
	CHECK(ReadConsoleA(in, text, 9, &n, NULL) && n == 1 && text[0] == '\n');

	CHECK(GetNumberOfConsoleInputEvents(in, &n) && n == 0);
	say("keys");
	key(in, 'A', 'a', 0);
	key(in, 'B', 'B', SHIFT_PRESSED);
	key(in, 0x0D, '\r', 0);
	key(in, 0x26, 0, ENHANCED_KEY);	/* up */
	key(in, 0x70, 0, ENHANCED_KEY);	/* F1 */
	key(in, 0x2E, 0, ENHANCED_KEY | LEFT_CTRL_PRESSED);	/* Ctrl-Delete */
	key(in, 'D', 4, LEFT_CTRL_PRESSED);
	key(in, 'X', 'x', LEFT_ALT_PRESSED);
	key(in, 0, 0xe4, 0);
	CHECK(PeekConsoleInputA(in, &r, 1, &n) && n == 1 && r.Event.KeyEvent.wVirtualKeyCode == 0x1B);
	key(in, 0x1B, 0x1B, 0);
	CHECK(GetNumberOfConsoleInputEvents(in, &n) && n == 0);
	say("line again");
	CHECK(ReadConsoleA(in, text, sizeof text, &n, NULL) && n == 5 && memcmp(text, "end\r\n", 5) == 0);
	CHECK(FlushConsoleInputBuffer(in));
	CHECK(CreatePipe(&in, &other, NULL, 0));
	FAILS(ReadConsoleA(in, text, 1, &n, NULL), ERROR_INVALID_HANDLE);
	FAILS(PeekConsoleInputW(in, &r, 1, &n), ERROR_INVALID_HANDLE);
	printf("input done %d\n", failures);
	return done();
}
