/* strftime.c: times by Microsoft's formats (cpp-docs, "strftime, wcsftime"). */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "invalid.h"

/* The C library's own, which has another meaning for #. */
size_t ws_system_strftime(char *to, size_t size, const char *format, const struct tm *t) __asm__("strftime");

/* strftime under a name of which the compiler does not think that nothing is NULL. */
size_t ws_time_text(char *to, size_t size, const char *format, const struct tm *t) __asm__("ws_strftime");

/* The conversions there are, and those which # takes the leading zeros from. */
static const char conversions[] = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
static const char numbers[] = "dHIjmMSUwWyY";

/* conversion writes to to what the C library calls the conversion c; NULL: there is none. */
static char *conversion(char *to, char c, bool alternative)
{
	if (strchr(conversions, c) == NULL)
		return NULL;
	if (alternative && (c == 'c' || c == 'x'))
		return stpcpy(to, c == 'c' ? "%A, %B %d, %Y %H:%M:%S" : "%A, %B %d, %Y");
	*to++ = '%';
	if (alternative && strchr(numbers, c) != NULL)
		*to++ = '-';
	*to++ = c;
	*to = '\0';
	return to;
}

/* translated writes format to to as the C library has it; false for a wrong conversion. */
static bool translated(char *to, const char *format)
{
	while (*format != '\0') {
		bool alternative = false;

		if (*format != '%') {
			*to++ = *format++;
			continue;
		}
		format++;
		if (*format == '#') {
			alternative = true;
			format++;
		}
		if (*format == 'E' || *format == 'O')
			format++;
		if (*format == '\0' || (to = conversion(to, *format, alternative)) == NULL)
			return false;
		format++;
	}
	*to = '\0';
	return true;
}

/*
 * ws_time_text returns the length of what it wrote to to, which has size bytes, or
 * 0 with errno ERANGE when that is too small, EINVAL for a wrong argument.
 */
size_t ws_time_text(char *to, size_t size, const char *format, const struct tm *t)
{
	char *system, mark = '|';
	size_t room, length;

	if (to == NULL || size == 0 || format == NULL || t == NULL) {
		ws_invalid_parameter();
		errno = EINVAL;
		return 0;
	}
	*to = '\0';
	/* The longest, %A, %B %d, %Y %H:%M:%S, stands for %#c. */
	room = strlen(format) * 8 + 2;
	system = malloc(room);
	if (system == NULL)
		return 0;
	if (!translated(system, format)) {
		free(system);
		ws_invalid_parameter();
		errno = EINVAL;
		return 0;
	}
	length = ws_system_strftime(to, size, system, t);
	if (length == 0) {
		/* Empty by its format, or too long for to: one more character tells. */
		strncat(system, &mark, 1);
		if (ws_system_strftime(to, size, system, t) != 1)
			errno = ERANGE;
		*to = '\0';
	}
	free(system);
	return length;
}
