// codecvtutf.cc: the facets of <codecvt> between wide text and UTF-8 or UTF-16.
//
// With 16-bit wide characters codecvt_utf8 could do without pairs; like
// codecvt_utf8_utf16 it takes them, so that no text is lost.
#include <codecvt>

#include "utf.h"

namespace std {

static const char utf8_mark[] = "\xEF\xBB\xBF";

// At the beginning of the text a mark of three bytes may be written or left out.
static codecvt_base::result write_mark(codecvt_mode mode, const mbstate_t &state, char *&to,
	char *to_end)
{
	if (!(mode & generate_header) || !mbsinit(&state))
		return codecvt_base::ok;
	if (to_end - to < 3)
		return codecvt_base::partial;
	for (const char *p = utf8_mark; *p; p++)
		*to++ = *p;
	return codecvt_base::ok;
}

static void skip_mark(codecvt_mode mode, const mbstate_t &state, const char *&from,
	const char *from_end)
{
	if (mode & consume_header && mbsinit(&state) && from_end - from >= 3 &&
	    char_traits<char>::compare(from, utf8_mark, 3) == 0)
		from += 3;
}

#define UTF8_FACET(Facet)                                                                  \
	Facet<wchar_t>::~Facet()                                                           \
	{                                                                                  \
	}                                                                                  \
	codecvt_base::result Facet<wchar_t>::do_out(mbstate_t &state, const wchar_t *from, \
		const wchar_t *from_end, const wchar_t *&from_next, char *to, char *to_end, \
		char *&to_next) const                                                      \
	{                                                                                  \
		from_next = from;                                                          \
		to_next = to;                                                              \
		if (write_mark(_M_mode, state, to, to_end) != ok)                          \
			return partial;                                                    \
		return winsock::utf8_out(state, from, from_end, from_next, to, to_end,     \
			to_next, winsock::malformed::stop, _M_maxcode);                    \
	}                                                                                  \
	codecvt_base::result Facet<wchar_t>::do_unshift(mbstate_t &, char *to, char *,     \
		char *&to_next) const                                                      \
	{                                                                                  \
		to_next = to;                                                              \
		return noconv;                                                             \
	}                                                                                  \
	codecvt_base::result Facet<wchar_t>::do_in(mbstate_t &state, const char *from,     \
		const char *from_end, const char *&from_next, wchar_t *to, wchar_t *to_end, \
		wchar_t *&to_next) const                                                   \
	{                                                                                  \
		skip_mark(_M_mode, state, from, from_end);                                 \
		return winsock::utf8_in(state, from, from_end, from_next, to, to_end,      \
			to_next, winsock::malformed::stop, _M_maxcode);                    \
	}                                                                                  \
	int Facet<wchar_t>::do_encoding() const throw()                                    \
	{                                                                                  \
		return 0;                                                                  \
	}                                                                                  \
	bool Facet<wchar_t>::do_always_noconv() const throw()                              \
	{                                                                                  \
		return false;                                                              \
	}                                                                                  \
	int Facet<wchar_t>::do_length(mbstate_t &state, const char *from,                  \
		const char *from_end, size_t most) const                                   \
	{                                                                                  \
		const char *at = from;                                                     \
		for (wchar_t c, *end; most && at < from_end; most--) {                     \
			const char *next;                                                  \
			do_in(state, at, from_end, next, &c, &c + 1, end);                 \
			if (end == &c)                                                     \
				break;                                                     \
			at = next;                                                         \
		}                                                                          \
		return static_cast<int>(at - from);                                        \
	}                                                                                  \
	int Facet<wchar_t>::do_max_length() const throw()                                  \
	{                                                                                  \
		return _M_mode & consume_header ? 7 : 4;                                   \
	}

UTF8_FACET(__codecvt_utf8_base)
UTF8_FACET(__codecvt_utf8_utf16_base)

// Bytes of UTF-16: wide characters in one order or the other.
static wchar_t unit(const char *from, bool little)
{
	const unsigned char first = static_cast<unsigned char>(from[0]);
	const unsigned char second = static_cast<unsigned char>(from[1]);
	return static_cast<wchar_t>(little ? second << 8 | first : first << 8 | second);
}

// The order is kept in the state once a mark has told it.
static const int marked_big = 0x10000, marked_little = 0x20000;

static bool little(codecvt_mode mode, const mbstate_t &state)
{
	return state.__count ? state.__count == marked_little : (mode & little_endian) != 0;
}

__codecvt_utf16_base<wchar_t>::~__codecvt_utf16_base()
{
}

codecvt_base::result __codecvt_utf16_base<wchar_t>::do_out(mbstate_t &state, const wchar_t *from,
	const wchar_t *from_end, const wchar_t *&from_next, char *to, char *to_end,
	char *&to_next) const
{
	const bool low_first = (_M_mode & little_endian) != 0;
	result answer = ok;
	bool mark = (_M_mode & generate_header) && state.__count == 0;
	while (mark || from < from_end) {
		const wchar_t c = mark ? 0xFEFF : *from;
		if (to_end - to < 2) {
			answer = partial;
			break;
		}
		if (c > _M_maxcode) {
			answer = error;
			break;
		}
		*to++ = static_cast<char>(low_first ? c : c >> 8);
		*to++ = static_cast<char>(low_first ? c >> 8 : c);
		if (mark)
			state.__count = low_first ? marked_little : marked_big;
		else
			from++;
		mark = false;
	}
	from_next = from;
	to_next = to;
	return answer;
}

codecvt_base::result __codecvt_utf16_base<wchar_t>::do_unshift(mbstate_t &, char *to, char *,
	char *&to_next) const
{
	to_next = to;
	return noconv;
}

codecvt_base::result __codecvt_utf16_base<wchar_t>::do_in(mbstate_t &state, const char *from,
	const char *from_end, const char *&from_next, wchar_t *to, wchar_t *to_end,
	wchar_t *&to_next) const
{
	result answer = ok;
	if (_M_mode & consume_header && state.__count == 0 && from_end - from >= 2) {
		const wchar_t big = unit(from, false);
		state.__count = little(_M_mode, state) ? marked_little : marked_big;
		if (big == 0xFEFF || big == 0xFFFE) {
			state.__count = big == 0xFEFF ? marked_big : marked_little;
			from += 2;
		}
	}
	const bool low_first = little(_M_mode, state);
	while (from < from_end) {
		if (from_end - from < 2 || to == to_end) {
			answer = partial;
			break;
		}
		const wchar_t c = unit(from, low_first);
		if (c > _M_maxcode) {
			answer = error;
			break;
		}
		*to++ = c;
		from += 2;
	}
	from_next = from;
	to_next = to;
	return answer;
}

int __codecvt_utf16_base<wchar_t>::do_encoding() const throw()
{
	return _M_mode & (consume_header | generate_header) ? 0 : 2;
}

bool __codecvt_utf16_base<wchar_t>::do_always_noconv() const throw()
{
	return false;
}

int __codecvt_utf16_base<wchar_t>::do_length(mbstate_t &state, const char *from,
	const char *from_end, size_t most) const
{
	const char *at = from;
	for (wchar_t c, *end; most && at < from_end; most--) {
		const char *next;
		do_in(state, at, from_end, next, &c, &c + 1, end);
		if (end == &c)
			break;
		at = next;
	}
	return static_cast<int>(at - from);
}

int __codecvt_utf16_base<wchar_t>::do_max_length() const throw()
{
	return _M_mode & consume_header ? 4 : 2;
}

} // namespace std
