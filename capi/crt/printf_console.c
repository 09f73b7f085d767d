/* printf_console.c: formatted output to the console: at once, not when a line ends. */
#include <stdio.h>
#include <winsock/consoleformat.h>

static int at_once(int n)
{
	return fflush(stdout) == 0 ? n : -1;
}

int _vcprintf(const char *format, va_list args)
{
	return at_once(vprintf(format, args));
}

int _vcprintf_s(const char *format, va_list args)
{
	return at_once(vprintf_s(format, args));
}

int _vcwprintf(const wchar_t *format, va_list args)
{
	return at_once(vwprintf(format, args));
}

int _vcwprintf_s(const wchar_t *format, va_list args)
{
	return at_once(vwprintf_s(format, args));
}

int _cprintf(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vcprintf(format, args);
	va_end(args);
	return n;
}

int _cprintf_s(const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vcprintf_s(format, args);
	va_end(args);
	return n;
}

int _cwprintf(const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vcwprintf(format, args);
	va_end(args);
	return n;
}

int _cwprintf_s(const wchar_t *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = _vcwprintf_s(format, args);
	va_end(args);
	return n;
}
