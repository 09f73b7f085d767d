// codecvt.cc: the conversion of wide file streams: UTF-8, whatever the locale.
#include "utf.h"

namespace std {

typedef codecvt<wchar_t, char, mbstate_t> wide_codecvt;

locale::id wide_codecvt::id;

wide_codecvt::codecvt(size_t refs) : __codecvt_abstract_base<wchar_t, char, mbstate_t>(refs),
	_M_c_locale_codecvt(_S_get_c_locale())
{
}

wide_codecvt::codecvt(__c_locale locale, size_t refs) :
	__codecvt_abstract_base<wchar_t, char, mbstate_t>(refs),
	_M_c_locale_codecvt(_S_clone_c_locale(locale))
{
}

wide_codecvt::~codecvt()
{
	_S_destroy_c_locale(_M_c_locale_codecvt);
}

codecvt_base::result wide_codecvt::do_out(mbstate_t &state, const wchar_t *from,
	const wchar_t *from_end, const wchar_t *&from_next, char *to, char *to_end,
	char *&to_next) const
{
	return winsock::utf8_out(state, from, from_end, from_next, to, to_end, to_next,
		winsock::malformed::keep, 0x10FFFF);
}

codecvt_base::result wide_codecvt::do_unshift(mbstate_t &, char *to, char *, char *&to_next) const
{
	to_next = to;
	return noconv;
}

codecvt_base::result wide_codecvt::do_in(mbstate_t &state, const char *from, const char *from_end,
	const char *&from_next, wchar_t *to, wchar_t *to_end, wchar_t *&to_next) const
{
	return winsock::utf8_in(state, from, from_end, from_next, to, to_end, to_next,
		winsock::malformed::keep, 0x10FFFF);
}

int wide_codecvt::do_encoding() const throw()
{
	return 0; // characters differ in length
}

bool wide_codecvt::do_always_noconv() const throw()
{
	return false;
}

int wide_codecvt::do_length(mbstate_t &state, const char *from, const char *from_end,
	size_t most) const
{
	const char *at = from;
	wchar_t units[64];
	while (most && at < from_end) {
		const size_t n = most < 64 ? most : 64;
		wchar_t *end;
		const char *next;
		do_in(state, at, from_end, next, units, units + n, end);
		if (next == at)
			break;
		at = next;
		most -= static_cast<size_t>(end - units);
	}
	return static_cast<int>(at - from);
}

int wide_codecvt::do_max_length() const throw()
{
	return 4;
}

template class codecvt_byname<wchar_t, char, mbstate_t>;

} // namespace std
