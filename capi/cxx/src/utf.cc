// utf.cc: UTF-8 from and to wide text.
#include "utf.h"

#include <cstring>

namespace winsock {

static bool is_high(wchar_t c)
{
	return (c & 0xFC00) == 0xD800;
}

static bool is_low(wchar_t c)
{
	return (c & 0xFC00) == 0xDC00;
}

// too_large tells of a unit that stands for a character above most.
static bool too_large(wchar_t c, unsigned long most)
{
	return c > most || (most < 0x10000 && (is_high(c) || is_low(c)));
}

result utf8_in(mbstate_t &state, const char *from, const char *from_end, const char *&from_next,
	wchar_t *to, wchar_t *to_end, wchar_t *&to_next, malformed how, unsigned long most)
{
	result answer = std::codecvt_base::ok;
	while (from < from_end) {
		if (to == to_end) {
			answer = std::codecvt_base::partial;
			break;
		}
		if (mbsinit(&state) && static_cast<unsigned char>(*from) < 0x80 && most >= 0x7F) {
			*to++ = static_cast<unsigned char>(*from++);
			continue;
		}
		const mbstate_t before = state;
		wchar_t c;
		const size_t n = mbrtowc(&c, from, static_cast<size_t>(from_end - from), &state);
		if (n == static_cast<size_t>(-2)) {
			state = before;
			answer = std::codecvt_base::partial;
			break;
		}
		if (n == static_cast<size_t>(-1) || too_large(c, most)) {
			if (how == malformed::stop) {
				state = before;
				answer = std::codecvt_base::error;
				break;
			}
			state = mbstate_t();
			*to++ = static_cast<wchar_t>(0xDC00 + static_cast<unsigned char>(*from++));
			continue;
		}
		*to++ = c;
		from += n ? n : 1; // 0 is the character NUL
	}
	from_next = from;
	to_next = to;
	return answer;
}

result utf8_out(mbstate_t &state, const wchar_t *from, const wchar_t *from_end,
	const wchar_t *&from_next, char *to, char *to_end, char *&to_next, malformed how,
	unsigned long most)
{
	result answer = std::codecvt_base::ok;
	for (; from < from_end; from++) {
		if (to < to_end && *from < 0x80 && mbsinit(&state)) {
			*to++ = static_cast<char>(*from);
			continue;
		}
		mbstate_t after = state;
		char bytes[8];
		size_t n = wcrtomb(bytes, *from, &after);
		if (n == static_cast<size_t>(-1) || too_large(*from, most)) {
			if (how == malformed::stop) {
				answer = std::codecvt_base::error;
				break;
			}
			// A high half waited in vain, or a low one came alone.
			n = 0;
			if (!mbsinit(&state)) {
				memcpy(bytes, "\xEF\xBF\xBD", n = 3);
			}
			after = mbstate_t();
			if (*from >= 0xDC80 && *from <= 0xDCFF) {
				bytes[n++] = static_cast<char>(*from);
			} else if (is_low(*from)) {
				memcpy(bytes + n, "\xEF\xBF\xBD", 3);
				n += 3;
			} else {
				n += wcrtomb(bytes + n, *from, &after);
			}
		}
		if (n > static_cast<size_t>(to_end - to)) {
			answer = std::codecvt_base::partial;
			break;
		}
		memcpy(to, bytes, n);
		to += n;
		state = after;
	}
	from_next = from;
	to_next = to;
	return answer;
}

} // namespace winsock
