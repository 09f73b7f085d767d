/*
 * formatmessage.c: FormatMessage. All is done in 16-bit text; the A function
 * converts at both ends.
 */
#include <winbase.h>
#include <winerror.h>
#include <winnls.h>

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "heap.h"
#include "lasterror.h"
#include "libc.h"
#include "message.h"

#define MOST_INSERTS 99
#define ANY_WIDTH FORMAT_MESSAGE_MAX_WIDTH_MASK

/* The result as it grows. */
struct text {
	WCHAR *at;
	size_t n, room;
	bool failed; /* for lack of memory */
};

static void put(struct text *t, WCHAR c)
{
	if (t->n == t->room && !t->failed) {
		size_t room = t->room == 0 ? 128 : 2 * t->room;
		WCHAR *at = t->at == NULL ? ws_heap_alloc(room * sizeof(WCHAR), 0)
					  : ws_heap_resize(t->at, room * sizeof(WCHAR), 0);
		t->failed = at == NULL;
		if (!t->failed) {
			t->at = at;
			t->room = room;
		}
	}
	if (!t->failed)
		t->at[t->n++] = c;
}

static void put_ascii(struct text *t, const char *s)
{
	while (*s != 0)
		put(t, (unsigned char)*s++);
}

/* The arguments, each read once from a va_list, or an array. */
struct arguments {
	va_list *list;
	const DWORD_PTR *array;
	uint64_t seen[3 * MOST_INSERTS];
	unsigned count;
	unsigned shift; /* of a list: how far numbers lag behind after !*s! forms */
	bool missing; /* there are none, but one was asked for */
};

/* argument is number n, from 1. Every argument has a slot of 8 bytes. */
static uint64_t argument(struct arguments *a, unsigned n)
{
	if (a->array != NULL)
		return a->array[n - 1];
	if (a->list == NULL) {
		a->missing = true;
		return 0;
	}
	if (n == 0 || n > ARRAYSIZE(a->seen)) {
		a->missing = true;
		return 0;
	}
	while (a->count < n)
		a->seen[a->count++] = va_arg(*a->list, uint64_t);
	return a->seen[n - 1];
}

/* What stands between the exclamation marks of %1!...!. */
struct form {
	char flags[6];
	int width, precision; /* -1: none */
	int bits; /* of a number */
	char kind;
	bool wide; /* of text */
};

static bool is_digit(WCHAR c)
{
	return c >= '0' && c <= '9';
}

/* number reads digits, or for * the next argument. */
static int number(const WCHAR **p, struct arguments *a, unsigned *next)
{
	int n = 0;
	if (**p == '*') {
		(*p)++;
		return (int)argument(a, (*next)++);
	}
	for (; is_digit(**p) && n < 100000; (*p)++)
		n = n * 10 + (**p - '0');
	return n;
}

/*
 * read_form reads a form after its first mark; false if it is none. *next is the
 * argument it is for; stars take it and move it on.
 */
static bool read_form(const WCHAR **at, bool wide, struct arguments *a, unsigned *next,
		      struct form *f)
{
	const WCHAR *p = *at;
	size_t flags = 0;
	*f = (struct form){.width = -1, .precision = -1, .bits = 32, .wide = wide};
	while (*p != 0 && *p < 0x80 && strchr("-+ #0", *p) != NULL && flags < 5)
		f->flags[flags++] = (char)*p++;
	if (is_digit(*p) || *p == '*') {
		f->width = number(&p, a, next);
		if (f->width < 0 && f->width > INT_MIN) {
			f->flags[flags++ % 6] = '-';
			f->width = -f->width;
		}
	}
	if (*p == '.') {
		p++;
		f->precision = number(&p, a, next);
	}
	if (*p == 'h') {
		f->wide = false;
		p++;
	} else if (*p == 'w') {
		f->wide = true;
		p++;
	} else if (p[0] == 'l' && p[1] == 'l') {
		f->bits = 64;
		p += 2;
	} else if (*p == 'l') {
		f->wide = true;
		p++;
	} else if (p[0] == 'I' && p[1] == '6' && p[2] == '4') {
		f->bits = 64;
		p += 3;
	} else if (p[0] == 'I' && p[1] == '3' && p[2] == '2') {
		p += 3;
	} else if (*p == 'I' || *p == 'z') {
		f->bits = 64;
		p++;
	}
	if (*p == 0 || *p >= 0x80 || strchr("sScCdiuoxXp", *p) == NULL || p[1] != '!')
		return false;
	f->kind = (char)*p;
	if (f->kind == 'S' || f->kind == 'C') {
		f->wide = !wide;
		f->kind = f->kind == 'S' ? 's' : 'c';
	}
	*at = p + 2;
	return true;
}

static void put_padded(struct text *t, const WCHAR *s, size_t n, const struct form *f)
{
	size_t pad = f->width > 0 && (size_t)f->width > n ? (size_t)f->width - n : 0;
	bool left = strchr(f->flags, '-') != NULL;
	for (size_t i = 0; i < pad && !left; i++)
		put(t, ' ');
	for (size_t i = 0; i < n; i++)
		put(t, s[i]);
	for (size_t i = 0; i < pad && left; i++)
		put(t, ' ');
}

static size_t length(const WCHAR *s, size_t most)
{
	size_t n = 0;
	while (n < most && s[n] != 0)
		n++;
	return n;
}

static void put_string(struct text *t, uint64_t value, const struct form *f)
{
	size_t most = f->precision < 0 ? INT_MAX : (size_t)f->precision;
	if (f->wide) {
		static const WCHAR null[] = {'(', 'n', 'u', 'l', 'l', ')', 0};
		const WCHAR *s = value == 0 ? null : (const WCHAR *)(uintptr_t)value;
		put_padded(t, s, length(s, most), f);
		return;
	}
	const char *s = value == 0 ? "(null)" : (const char *)(uintptr_t)value;
	size_t bytes = strnlen(s, most);
	int n = bytes == 0 ? 0 : MultiByteToWideChar(CP_ACP, 0, s, (int)bytes, NULL, 0);
	WCHAR *wide = ws_heap_alloc(((size_t)n + 1) * sizeof(WCHAR), 0);
	if (wide == NULL) {
		t->failed = true;
		return;
	}
	if (n > 0)
		MultiByteToWideChar(CP_ACP, 0, s, (int)bytes, wide, n);
	put_padded(t, wide, (size_t)n, f);
	ws_heap_free(wide);
}

static void put_number(struct text *t, uint64_t value, const struct form *f)
{
	char form[32], digits[512];
	if (f->bits == 32 && f->kind != 'p')
		value = f->kind == 'd' || f->kind == 'i' ? (uint64_t)(int64_t)(int32_t)value
							 : (uint32_t)value;
	if (f->kind == 'p') {
		libc_snprintf(digits, sizeof(digits), "%016lX", (unsigned long)value);
	} else {
		libc_snprintf(form, sizeof(form), "%%%s*.*l%c", f->flags, f->kind);
		libc_snprintf(digits, sizeof(digits), form, f->width < 0 ? 0 : f->width, f->precision,
			 (unsigned long)value);
	}
	put_ascii(t, digits);
}

/* put_insert writes argument n as the form after it says; *at is past the number. */
static void put_insert(struct text *t, const WCHAR **at, unsigned n, bool wide,
		       struct arguments *a)
{
	struct form f = {.width = -1, .precision = -1, .kind = 's', .wide = wide};
	n += a->shift;
	if (**at == '!') {
		const WCHAR *p = *at + 1;
		unsigned next = n;
		if (read_form(&p, wide, a, &next, &f)) {
			*at = p;
			a->shift += a->list != NULL && next > n;
			n = next;
		}
	}
	uint64_t value = argument(a, n);
	if (a->missing)
		return;
	WCHAR c = (WCHAR)value;
	if (f.kind == 's')
		put_string(t, value, &f);
	else if (f.kind == 'c')
		put_padded(t, &c, 1, &f);
	else
		put_number(t, value, &f);
}

/* lines keeps the place of the last blank, where a line that gets too long breaks. */
struct lines {
	unsigned width; /* 0: as the text has them, ANY_WIDTH: none */
	size_t start, blank;
};

static void end_line(struct text *t, struct lines *l)
{
	put_ascii(t, "\r\n");
	l->start = l->blank = t->n;
}

/* wrap breaks the line at its last blank once it is longer than the width. */
static void wrap(struct text *t, struct lines *l)
{
	if (l->width == 0 || l->width == ANY_WIDTH || t->failed)
		return;
	if (t->n > 0 && t->at[t->n - 1] == ' ')
		l->blank = t->n - 1;
	if (t->n - l->start <= l->width || l->blank <= l->start)
		return;
	put(t, 0); /* the blank becomes two characters */
	if (t->failed)
		return;
	memmove(t->at + l->blank + 2, t->at + l->blank + 1,
		(t->n - l->blank - 2) * sizeof(WCHAR));
	t->at[l->blank] = '\r';
	t->at[l->blank + 1] = '\n';
	l->start = l->blank = l->blank + 2;
}

static void put_all(struct text *t, const WCHAR *p, DWORD flags, bool wide, struct arguments *a)
{
	struct lines l = {.width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK};
	bool ignore = (flags & FORMAT_MESSAGE_IGNORE_INSERTS) != 0;
	while (*p != 0 && !t->failed && !a->missing) {
		if (*p == '\r' || *p == '\n') {
			p += p[0] == '\r' && p[1] == '\n' ? 2 : 1;
			if (l.width == 0)
				end_line(t, &l);
			else
				put(t, ' ');
		} else if (*p != '%') {
			put(t, *p++);
		} else if (*++p == '0') {
			return;
		} else if (is_digit(*p)) {
			unsigned n = (unsigned)(*p - '0');
			const WCHAR *after = p + 1;
			if (is_digit(*after))
				n = n * 10 + (unsigned)(*after++ - '0');
			if (ignore) {
				put(t, '%');
				while (p < after)
					put(t, *p++);
			} else {
				put_insert(t, &after, n, wide, a);
				p = after;
			}
		} else if (*p == 'n') {
			end_line(t, &l);
			p++;
		} else if (*p == 'r') {
			put(t, '\r');
			p++;
		} else if (*p == 't') {
			put(t, '\t');
			p++;
		} else if (*p != 0) {
			put(t, *p++);
		}
		wrap(t, &l);
	}
}

/* find_text is the text of a code, or of the code that an HRESULT wraps. */
static const char *find_text(DWORD code)
{
	if ((code & 0xFFFF0000) == 0x80070000)
		code &= 0xFFFF;
	unsigned low = 0, high = ws_message_count;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (ws_messages[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ws_message_count && ws_messages[low].code == code ? ws_messages[low].text
								       : NULL;
}

static BOOL wrong(DWORD error)
{
	ws_last_error = error;
	return FALSE;
}

/* make writes the whole message to t, which ends with a 0 that does not count. */
static BOOL make(struct text *t, DWORD flags, const WCHAR *string, DWORD message, DWORD language,
		 bool wide, va_list *arguments)
{
	struct text system = {0};
	if ((flags & FORMAT_MESSAGE_FROM_STRING) == 0) {
		const char *found = find_text(message);
		if ((flags & FORMAT_MESSAGE_FROM_SYSTEM) == 0)
			return wrong(ERROR_RESOURCE_TYPE_NOT_FOUND);
		WORD primary = PRIMARYLANGID(language);
		if (found == NULL)
			return wrong(ERROR_MR_MID_NOT_FOUND);
		if (primary != LANG_NEUTRAL && primary != LANG_ENGLISH)
			return wrong(ERROR_RESOURCE_LANG_NOT_FOUND);
		put_ascii(&system, found);
		put_ascii(&system, "\r\n");
		put(&system, 0);
		string = system.at;
	}
	struct arguments a = {.list = arguments};
	if ((flags & FORMAT_MESSAGE_ARGUMENT_ARRAY) != 0) {
		a.array = (const DWORD_PTR *)(void *)arguments;
		a.list = NULL;
	}
	if (!system.failed)
		put_all(t, string, flags, wide, &a);
	put(t, 0);
	if (system.at != NULL)
		ws_heap_free(system.at);
	if (t->failed || system.failed)
		return wrong(ERROR_NOT_ENOUGH_MEMORY);
	t->n--;
	return a.missing ? wrong(ERROR_INVALID_PARAMETER) : TRUE;
}

static BOOL sensible(DWORD flags, LPCVOID source, const void *buffer)
{
	const DWORD from = FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_SYSTEM |
			   FORMAT_MESSAGE_FROM_HMODULE;
	if (buffer == NULL || (flags & from) == 0)
		return wrong(ERROR_INVALID_PARAMETER);
	if ((flags & FORMAT_MESSAGE_FROM_STRING) != 0 && source == NULL)
		return wrong(ERROR_INVALID_PARAMETER);
	return TRUE;
}

/*
 * deliver puts n characters and an end, each of width bytes, where the caller
 * wants them: into the buffer, or into memory of LocalAlloc of at least size.
 */
static DWORD deliver(const void *text, size_t n, size_t width, DWORD flags, void *buffer,
		     DWORD size)
{
	if ((flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0) {
		size_t room = n + 1 > size ? n + 1 : size;
		void *memory = LocalAlloc(LMEM_ZEROINIT, room * width);
		*(void **)buffer = memory;
		if (memory == NULL)
			return wrong(ERROR_NOT_ENOUGH_MEMORY);
		memcpy(memory, text, (n + 1) * width);
	} else {
		if (n >= size)
			return wrong(ERROR_INSUFFICIENT_BUFFER);
		memcpy(buffer, text, (n + 1) * width);
	}
	return (DWORD)n;
}

/*
 * FormatMessage returns the length, without the end. Modules have no messages
 * here: FROM_HMODULE alone fails with ERROR_RESOURCE_TYPE_NOT_FOUND. Other errors:
 * ERROR_INVALID_PARAMETER, ERROR_MR_MID_NOT_FOUND, ERROR_RESOURCE_LANG_NOT_FOUND
 * (there is English), ERROR_INSUFFICIENT_BUFFER, ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD message, DWORD language,
			    LPWSTR buffer, DWORD size, va_list *arguments)
{
	struct text t = {0};
	DWORD n = 0;
	if (sensible(flags, source, buffer) &&
	    make(&t, flags, source, message, language, true, arguments))
		n = deliver(t.at, t.n, sizeof(WCHAR), flags, buffer, size);
	if (t.at != NULL)
		ws_heap_free(t.at);
	return n;
}

/* widened is text in 16 bits on the process's heap. */
static WCHAR *widened(LPCSTR text)
{
	int n = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
	WCHAR *wide = ws_heap_alloc((size_t)n * sizeof(WCHAR), 0);
	if (wide != NULL)
		MultiByteToWideChar(CP_ACP, 0, text, -1, wide, n);
	return wide;
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD message, DWORD language,
			    LPSTR buffer, DWORD size, va_list *arguments)
{
	struct text t = {0};
	WCHAR *string = NULL;
	char *bytes = NULL;
	DWORD n = 0;
	if (!sensible(flags, source, buffer))
		return 0;
	if ((flags & FORMAT_MESSAGE_FROM_STRING) != 0 && (string = widened(source)) == NULL)
		return (DWORD)wrong(ERROR_NOT_ENOUGH_MEMORY);
	if (make(&t, flags, string, message, language, false, arguments)) {
		int count = WideCharToMultiByte(CP_ACP, 0, t.at, -1, NULL, 0, NULL, NULL);
		bytes = ws_heap_alloc((size_t)count, 0);
		if (bytes == NULL) {
			wrong(ERROR_NOT_ENOUGH_MEMORY);
		} else {
			WideCharToMultiByte(CP_ACP, 0, t.at, -1, bytes, count, NULL, NULL);
			n = deliver(bytes, (size_t)count - 1, 1, flags, buffer, size);
		}
	}
	if (bytes != NULL)
		ws_heap_free(bytes);
	if (string != NULL)
		ws_heap_free(string);
	if (t.at != NULL)
		ws_heap_free(t.at);
	return n;
}
