// ctype.cc: classes and case of wide characters: those of the C functions.
//
// A byte that is not ASCII widens to 0xDC00 + byte, half of a pair that no text
// has, and that every way out turns into the byte again: so narrow UTF-8 text
// passes through a wide stream unharmed.
#include <locale>
#include <cwctype>

namespace std {

locale::id ctype<wchar_t>::id;

ctype<wchar_t>::ctype(size_t refs) : __ctype_abstract_base<wchar_t>(refs),
	_M_c_locale_ctype(_S_get_c_locale()), _M_narrow_ok(false)
{
	_M_initialize_ctype();
}

ctype<wchar_t>::ctype(__c_locale locale, size_t refs) : __ctype_abstract_base<wchar_t>(refs),
	_M_c_locale_ctype(_S_clone_c_locale(locale)), _M_narrow_ok(false)
{
	_M_initialize_ctype();
}

ctype<wchar_t>::~ctype()
{
	_S_destroy_c_locale(_M_c_locale_ctype);
}

// The tables that 32-bit code keeps are not needed.
void ctype<wchar_t>::_M_initialize_ctype() throw()
{
	for (int i = 0; i < 128; i++)
		_M_narrow[i] = static_cast<char>(i);
	for (int i = 0; i < 256; i++)
		_M_widen[i] = do_widen(static_cast<char>(i));
	_M_narrow_ok = true;
}

ctype<wchar_t>::__wmask_type ctype<wchar_t>::_M_convert_to_wmask(const mask m) const throw()
{
	return static_cast<__wmask_type>(m);
}

bool ctype<wchar_t>::do_is(mask m, wchar_t c) const
{
	return (m & upper && iswupper(c)) || (m & lower && iswlower(c)) ||
		((m & alpha) == alpha && iswalpha(c)) || (m & digit && iswdigit(c)) ||
		(m & xdigit && (m & xdigit) == xdigit && iswxdigit(c)) ||
		(m & space && iswspace(c)) || ((m & print) == print && iswprint(c)) ||
		((m & graph) == graph && iswgraph(c)) || (m & cntrl && iswcntrl(c)) ||
		(m & punct && iswpunct(c)) || ((m & alnum) == alnum && iswalnum(c)) ||
		(m & blank && iswblank(c));
}

const wchar_t *ctype<wchar_t>::do_is(const wchar_t *low, const wchar_t *high, mask *to) const
{
	static const mask all[] = {upper, lower, alpha, digit, xdigit, space, print, graph, cntrl,
		punct, alnum, blank};
	for (; low < high; low++, to++) {
		mask m = 0;
		for (mask one : all) {
			if (do_is(one, *low))
				m |= one;
		}
		*to = m;
	}
	return high;
}

const wchar_t *ctype<wchar_t>::do_scan_is(mask m, const wchar_t *low, const wchar_t *high) const
{
	while (low < high && !do_is(m, *low))
		low++;
	return low;
}

const wchar_t *ctype<wchar_t>::do_scan_not(mask m, const wchar_t *low, const wchar_t *high) const
{
	while (low < high && do_is(m, *low))
		low++;
	return low;
}

wchar_t ctype<wchar_t>::do_toupper(wchar_t c) const
{
	return static_cast<wchar_t>(towupper(c));
}

const wchar_t *ctype<wchar_t>::do_toupper(wchar_t *low, const wchar_t *high) const
{
	for (; low < high; low++)
		*low = do_toupper(*low);
	return high;
}

wchar_t ctype<wchar_t>::do_tolower(wchar_t c) const
{
	return static_cast<wchar_t>(towlower(c));
}

const wchar_t *ctype<wchar_t>::do_tolower(wchar_t *low, const wchar_t *high) const
{
	for (; low < high; low++)
		*low = do_tolower(*low);
	return high;
}

wchar_t ctype<wchar_t>::do_widen(char c) const
{
	unsigned char byte = static_cast<unsigned char>(c);
	return static_cast<wchar_t>(byte < 0x80 ? byte : 0xDC00 + byte);
}

const char *ctype<wchar_t>::do_widen(const char *low, const char *high, wchar_t *to) const
{
	for (; low < high; low++, to++)
		*to = do_widen(*low);
	return high;
}

char ctype<wchar_t>::do_narrow(wchar_t c, char otherwise) const
{
	if (c < 0x80)
		return static_cast<char>(c);
	return c >= 0xDC80 && c <= 0xDCFF ? static_cast<char>(c) : otherwise;
}

const wchar_t *ctype<wchar_t>::do_narrow(const wchar_t *low, const wchar_t *high, char otherwise,
	char *to) const
{
	for (; low < high; low++, to++)
		*to = do_narrow(*low, otherwise);
	return high;
}

ctype_byname<wchar_t>::ctype_byname(const char *, size_t refs) : ctype<wchar_t>(refs)
{
}

ctype_byname<wchar_t>::ctype_byname(const string &name, size_t refs) :
	ctype_byname(name.c_str(), refs)
{
}

ctype_byname<wchar_t>::~ctype_byname()
{
}

} // namespace std
