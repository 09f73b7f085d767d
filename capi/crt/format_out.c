/* format_out.c: where formatted text goes: memory or a stream. */
#include "format.h"

#include "utf.h"

/* forget takes what has no room. */
static void forget(struct ws_out *out)
{
	out->passed += (size_t)(out->at - out->base);
	out->base = out->at = out->void_room;
	out->end = out->void_room + sizeof out->void_room;
}

void ws_out_memory(struct ws_out *out, void *buffer, size_t bytes)
{
	out->base = out->at = bytes != 0 ? buffer : out->void_room;
	out->end = out->base + (bytes != 0 ? bytes : sizeof out->void_room);
	out->passed = 0;
	out->drain = forget;
	out->file = NULL;
	out->failed = 0;
	out->high = 0;
}

static void send_bytes(struct ws_out *out, const char *bytes, size_t n)
{
	if (n != 0 && fwrite_unlocked(bytes, 1, n, out->file) != n)
		out->failed = 1;
}

static void to_stream(struct ws_out *out)
{
	size_t n = (size_t)(out->at - out->base);

	send_bytes(out, out->base, n);
	out->passed += n;
	out->at = out->base;
}

void ws_out_stream(struct ws_out *out, FILE *stream, void *buffer, size_t bytes)
{
	ws_out_memory(out, buffer, bytes);
	out->drain = to_stream;
	out->file = stream;
}

/* to_wide_stream sends UTF-8; a pair may be cut by the end of the buffer. */
static void to_wide_stream(struct ws_out *out)
{
	const uint16_t *unit = (const uint16_t *)out->base;
	size_t units = (size_t)(out->at - out->base) / 2, n = 0;
	char text[512];

	for (size_t i = 0; i < units; i++) {
		uint32_t c = unit[i];

		if (n > sizeof text - 8) {
			send_bytes(out, text, n);
			n = 0;
		}
		if (out->high != 0) {
			const uint16_t pair[2] = {(uint16_t)out->high, unit[i]};

			out->high = 0;
			if (ws_utf16_next(pair, 2, &c) == 2) {
				n += ws_utf8_put(text + n, c);
				continue;
			}
			n += ws_utf8_put(text + n, WS_REPLACEMENT);
			c = unit[i];
		}
		if (ws_utf16_is_high(c)) {
			out->high = c;
			continue;
		}
		n += ws_utf8_put(text + n, ws_utf16_is_low(c) ? WS_REPLACEMENT : c);
	}
	send_bytes(out, text, n);
	out->passed += units * 2;
	out->at = out->base;
}

void ws_out_wide_stream(struct ws_out *out, FILE *stream, void *buffer, size_t bytes)
{
	ws_out_memory(out, buffer, bytes);
	out->drain = to_wide_stream;
	out->file = stream;
}

int ws_out_close(struct ws_out *out)
{
	if (out->file == NULL)
		return 0;
	out->drain(out);
	if (out->high != 0) {
		char text[4];

		out->high = 0;
		send_bytes(out, text, ws_utf8_put(text, WS_REPLACEMENT));
	}
	return out->failed ? -1 : 0;
}
