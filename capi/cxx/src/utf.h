// utf.h: conversions of wide text that the codecvt facets share.
#ifndef WINSOCK_CXX_UTF_H
#define WINSOCK_CXX_UTF_H

#include <cwchar>
#include <locale>

namespace winsock {

typedef std::codecvt_base::result result;

// What becomes of text that is malformed.
enum class malformed {
	keep, // the byte as 0xDC00 + byte, and back
	stop, // codecvt_base::error
};

// utf8_in reads UTF-8. A character for which only half of a pair has room stops
// between the halves, as mbrtowc does. No unit above most is made.
result utf8_in(mbstate_t &state, const char *from, const char *from_end, const char *&from_next,
	wchar_t *to, wchar_t *to_end, wchar_t *&to_next, malformed how, unsigned long most);

// utf8_out writes UTF-8.
result utf8_out(mbstate_t &state, const wchar_t *from, const wchar_t *from_end,
	const wchar_t *&from_next, char *to, char *to_end, char *&to_next, malformed how,
	unsigned long most);

} // namespace winsock

#endif
