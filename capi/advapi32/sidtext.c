/*
 * sidtext.c: security identifiers as text.
 *
 * Source: sddl.h documentation.
 */
#include <sddl.h>

#include <string.h>

#include "advapi32.h"

#define LONGEST 200 /* bytes of the longest text */

/* write_text gives the text of sid, or -1. */
static int write_text(PSID sid, char *text)
{
	int64_t n;

	WS_NO_CHILD(-1);
	if (!IsValidSid(sid))
		return -1;
	n = ws_go_sid_text(sid, GetLengthSid(sid), text, LONGEST);
	return n < 0 || n >= LONGEST ? -1 : (int)n;
}

/*
 * text_of gives the text of an identifier in characters of unit bytes each, all of them
 * ASCII, or NULL.
 */
static void *text_of(PSID sid, size_t unit)
{
	char buffer[LONGEST], *text;
	int n = write_text(sid, buffer);

	if (n < 0)
		return NULL;
	text = LocalAlloc(LMEM_ZEROINIT, ((SIZE_T)n + 1) * unit);
	if (text == NULL) {
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
		return NULL;
	}
	for (int i = 0; i < n; i++)
		text[(size_t)i * unit] = buffer[i];
	return text;
}

BOOL WINAPI ConvertSidToStringSidA(PSID sid, LPSTR *text)
{
	char *made;

	if (text == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	made = text_of(sid, sizeof *made);
	if (made == NULL)
		return FALSE;
	*text = made;
	return TRUE;
}

BOOL WINAPI ConvertSidToStringSidW(PSID sid, LPWSTR *text)
{
	WCHAR *made;

	if (text == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	made = text_of(sid, sizeof *made);
	if (made == NULL)
		return FALSE;
	*text = made;
	return TRUE;
}

/* read_text gives the identifier that n bytes of text mean. */
static BOOL read_text(const char *text, size_t n, PSID *sid)
{
	char buffer[SECURITY_MAX_SID_SIZE];
	int64_t size;

	WS_NO_CHILD(FALSE);
	size = ws_go_sid_parse(text, (uint32_t)n, buffer, sizeof buffer);
	if (size < 0)
		return ws_fail(ERROR_INVALID_SID);
	*sid = LocalAlloc(LMEM_FIXED, (SIZE_T)size);
	if (*sid == NULL)
		return ws_fail(ERROR_NOT_ENOUGH_MEMORY);
	memcpy(*sid, buffer, (size_t)size);
	return TRUE;
}

BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID *sid)
{
	size_t n;

	if (text == NULL || sid == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	n = strnlen(text, LONGEST);
	return n < LONGEST ? read_text(text, n, sid) : ws_fail(ERROR_INVALID_SID);
}

BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID *sid)
{
	char buffer[LONGEST];
	size_t n;

	if (text == NULL || sid == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	for (n = 0; n < LONGEST && text[n] != 0; n++) {
		if (text[n] > 0x7E)
			return ws_fail(ERROR_INVALID_SID);
		buffer[n] = (char)text[n];
	}
	return n < LONGEST ? read_text(buffer, n, sid) : ws_fail(ERROR_INVALID_SID);
}
