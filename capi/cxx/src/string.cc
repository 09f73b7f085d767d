// string.cc: std::wstring.
//
// Compiled for several versions of the language: not all of them have the same
// members.
#include <string>

namespace std {

template class allocator<wchar_t>;
template class basic_string<wchar_t>;
template wstring operator+(const wchar_t *, const wstring &);
template wstring operator+(wchar_t, const wstring &);
template wstring operator+(const wstring &, const wstring &);

} // namespace std
