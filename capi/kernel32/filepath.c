/* filepath.c: file names of Windows as paths of Linux, and back. */
#include "filepath.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <windows.h>

#include "utf.h"

bool ws_is_device(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode));
}

static bool is_slash(char c)
{
	return c == '\\' || c == '/';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* device_of recognises the names of devices; a colon may end them. */
static enum ws_device device_of(const char *name)
{
	static const struct {
		const char *name;
		enum ws_device device;
	} devices[] = {
		{"NUL", WS_NUL}, {"CONIN$", WS_CONIN}, {"CONOUT$", WS_CONOUT}, {"CON", WS_CONOUT},
	};

	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		size_t n = strlen(devices[i].name);

		if (strncasecmp(name, devices[i].name, n) == 0 &&
		    (name[n] == '\0' || (name[n] == ':' && name[n + 1] == '\0')))
			return devices[i].device;
	}
	return WS_FILE;
}

/* translate does the work of ws_path; wildcards may stand after the last slash. */
static unsigned translate(const char *name, char path[WS_PATH], enum ws_device *device,
			  bool wildcards)
{
	size_t n = 0, last = 0;
	bool prefix = false;

	*device = WS_FILE;
	if (*name == '\0')
		return ERROR_PATH_NOT_FOUND;
	if (name[0] == '\\' && name[1] == '\\') {
		if ((name[2] != '?' && name[2] != '.') || !is_slash(name[3]))
			return ERROR_BAD_NETPATH;
		name += 4;
		prefix = true;
		if (strncasecmp(name, "UNC\\", 4) == 0)
			return ERROR_BAD_NETPATH;
		if (strncasecmp(name, "pipe", 4) == 0 && is_slash(name[4])) {
			*device = WS_PIPE;
			name += 5;
		}
	}
	if (*device != WS_PIPE)
		*device = device_of(name);
	if (*device == WS_NUL || *device == WS_CONIN || *device == WS_CONOUT) {
		strcpy(path, *device == WS_NUL ? "/dev/null" : "/dev/tty");
		return 0;
	}
	if (is_letter(name[0]) && name[1] == ':') {
		name += 2;
		if (*name == '\0')
			path[n++] = prefix ? '/' : '.';
	}
	for (; *name != '\0'; name++) {
		char c = is_slash(*name) ? '/' : *name;

		if (n == WS_PATH - 1)
			return ERROR_FILENAME_EXCED_RANGE;
		if (strchr("<>\"|?*", c) != NULL) {
			if (!wildcards || (c != '*' && c != '?'))
				return ERROR_INVALID_NAME;
			if (last == 0)
				last = n + 1;
		}
		if (c == '/' && last != 0)
			return ERROR_INVALID_NAME;
		path[n++] = c;
	}
	path[n] = '\0';
	if (n == 0)
		return ERROR_PATH_NOT_FOUND;
	return 0;
}

unsigned ws_path(const char *name, char path[WS_PATH], enum ws_device *device)
{
	enum ws_device unused;

	return translate(name, path, device != NULL ? device : &unused, false);
}

unsigned ws_path_wide(const uint16_t *name, char path[WS_PATH], enum ws_device *device)
{
	char narrow[WS_PATH + 16];

	if (ws_narrow(name, narrow, sizeof narrow) == SIZE_MAX)
		return ERROR_FILENAME_EXCED_RANGE;
	return ws_path(narrow, path, device);
}

unsigned ws_path_pattern(const char *name, char path[WS_PATH])
{
	enum ws_device unused;

	return translate(name, path, &unused, true);
}

size_t ws_path_name(const char *path, char name[WS_PATH + 3])
{
	size_t n = 2;

	memcpy(name, "C:", 2);
	for (; *path != '\0' && n < WS_PATH + 2; path++)
		name[n++] = *path == '/' ? '\\' : *path;
	name[n] = '\0';
	return n;
}

void ws_proc_fd(int fd, char path[40])
{
	static const char directory[] = "/proc/self/fd/";
	char digits[12];
	size_t n = sizeof digits;

	digits[--n] = '\0';
	do
		digits[--n] = (char)('0' + fd % 10);
	while ((fd /= 10) != 0);
	memcpy(path, directory, sizeof directory - 1);
	memcpy(path + sizeof directory - 1, digits + n, sizeof digits - n);
}

size_t ws_narrow(const uint16_t *text, char *out, size_t room)
{
	size_t n = 0;

	while (*text != 0) {
		uint32_t c;
		char bytes[4];
		size_t k;

		text += ws_utf16_next(text, SIZE_MAX, &c);
		k = ws_utf8_put(bytes, c);
		if (n + k >= room)
			return SIZE_MAX;
		memcpy(out + n, bytes, k);
		n += k;
	}
	if (n >= room)
		return SIZE_MAX;
	out[n] = '\0';
	return n;
}

size_t ws_widen(const char *text, uint16_t *out, size_t room)
{
	size_t n = 0;

	while (*text != '\0') {
		uint32_t c;
		uint16_t units[2];
		size_t k;

		text += ws_utf8_next(text, SIZE_MAX, &c);
		k = ws_utf16_put(units, c);
		if (n + k >= room)
			return SIZE_MAX;
		memcpy(out + n, units, k * 2);
		n += k;
	}
	if (n >= room)
		return SIZE_MAX;
	out[n] = 0;
	return n;
}

char *ws_narrow_copy(const uint16_t *text)
{
	size_t units = 0;
	char *copy;

	if (text == NULL)
		return NULL;
	while (text[units] != 0)
		units++;
	copy = malloc(units * 3 + 1);
	if (copy != NULL)
		ws_narrow(text, copy, units * 3 + 1);
	return copy;
}

unsigned ws_give(const char *text, char *buffer, unsigned room)
{
	size_t n = strlen(text);

	if (buffer == NULL || n >= room)
		return (unsigned)n + 1;
	memcpy(buffer, text, n + 1);
	return (unsigned)n;
}

unsigned ws_give_wide(const char *text, uint16_t *buffer, unsigned room)
{
	size_t units = buffer != NULL ? ws_widen(text, buffer, room) : SIZE_MAX;

	if (units != SIZE_MAX)
		return (unsigned)units;
	units = 1;
	while (*text != '\0') {
		uint32_t c;

		text += ws_utf8_next(text, SIZE_MAX, &c);
		units += c < 0x10000 ? 1 : 2;
	}
	return (unsigned)units;
}
