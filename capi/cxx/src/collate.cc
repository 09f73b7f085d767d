// collate.cc: the order of wide text, and messages, which are never translated.
#include <locale>

#include <cwchar>

namespace std {

template <>
int collate<wchar_t>::_M_compare(const wchar_t *a, const wchar_t *b) const throw()
{
	const int order = wcscoll(a, b);
	return (order > 0) - (order < 0);
}

template <>
size_t collate<wchar_t>::_M_transform(wchar_t *to, const wchar_t *from, size_t n) const throw()
{
	return wcsxfrm(to, from, n);
}

template class collate<wchar_t>;
template class collate_byname<wchar_t>;

template <>
messages<wchar_t>::catalog messages<wchar_t>::do_open(const string &, const locale &) const
{
	return -1;
}

template <> void messages<wchar_t>::do_close(catalog) const
{
}

template <> wstring messages<wchar_t>::do_get(catalog, int, int, const wstring &otherwise) const
{
	return otherwise;
}

template class messages<wchar_t>;
template class messages_byname<wchar_t>;

} // namespace std
