/* scan_in.c: where formatted input comes from: memory or a stream. */
#include "scan.h"

#include <string.h>

#include "utf.h"

static void begin(struct ws_in *in, int (*read)(struct ws_in *in))
{
	memset(in, 0, sizeof *in);
	in->read = read;
	in->low = -1;
}

static int read_text(struct ws_in *in)
{
	const unsigned char *at = in->text;

	if (at == in->end || *at == '\0')
		return -1;
	in->text = at + 1;
	return *at;
}

/* end_of is the end of text; SIZE_MAX units are as many as its NUL allows. */
static const void *end_of(const void *text, size_t length, size_t size)
{
	return length == SIZE_MAX ? NULL : (const char *)text + length * size;
}

void ws_in_text(struct ws_in *in, const char *text, size_t length)
{
	begin(in, read_text);
	in->text = text;
	in->end = end_of(text, length, 1);
}

static int read_wide_text(struct ws_in *in)
{
	const uint16_t *at = in->text;

	if (at == in->end || *at == 0)
		return -1;
	in->text = at + 1;
	return *at;
}

void ws_in_wide_text(struct ws_in *in, const wchar_t *text, size_t length)
{
	begin(in, read_wide_text);
	in->text = text;
	in->end = end_of(text, length, 2);
}

static int read_stream(struct ws_in *in)
{
	int c = getc_unlocked(in->file);

	in->character[0] = (char)c;
	in->character_length = 1;
	return c;
}

void ws_in_stream(struct ws_in *in, FILE *stream)
{
	begin(in, read_stream);
	in->file = stream;
}

/* read_character reads the bytes of one character, never one too many. */
static int read_character(struct ws_in *in, uint32_t *c)
{
	int byte = getc_unlocked(in->file);
	size_t n = 0, need;

	if (byte == EOF)
		return -1;
	need = ws_utf8_length((unsigned char)byte);
	for (;;) {
		in->character[n++] = (char)byte;
		if (n == need)
			break;
		byte = getc_unlocked(in->file);
		if (byte == EOF)
			break;
		if ((byte & 0xC0) != 0x80) {
			ungetc(byte, in->file);
			break;
		}
	}
	in->character_length = n;
	if (ws_utf8_next(in->character, n, c) != n)
		*c = WS_REPLACEMENT;
	return 0;
}

static int read_wide_stream(struct ws_in *in)
{
	uint16_t unit[2];
	uint32_t c;

	if (in->low >= 0) {
		int low = in->low;

		in->low = -1;
		return low;
	}
	if (read_character(in, &c) != 0)
		return -1;
	if (ws_utf16_put(unit, c) == 2)
		in->low = unit[1];
	return unit[0];
}

void ws_in_wide_stream(struct ws_in *in, FILE *stream)
{
	begin(in, read_wide_stream);
	in->file = stream;
}

void ws_in_close(struct ws_in *in)
{
	if (in->file == NULL || !in->holding || in->held < 0 || ws_utf16_is_low((uint32_t)in->held))
		return;
	while (in->character_length > 0)
		ungetc((unsigned char)in->character[--in->character_length], in->file);
}
