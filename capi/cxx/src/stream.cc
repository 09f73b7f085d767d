// stream.cc: the wide streams over buffers, strings and files.
//
// Compiled for several versions of the language: not all of them have the same
// members.
#include <ext/stdio_filebuf.h>
#include <ext/stdio_sync_filebuf.h>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace std {

template class basic_streambuf<wchar_t>;
template class istreambuf_iterator<wchar_t>;
template class ostreambuf_iterator<wchar_t>;
template class basic_ios<wchar_t>;
template class basic_ostream<wchar_t>;
template class basic_istream<wchar_t>;
template class basic_iostream<wchar_t>;
template class basic_stringbuf<wchar_t>;
template class basic_istringstream<wchar_t>;
template class basic_ostringstream<wchar_t>;
template class basic_stringstream<wchar_t>;
template class basic_filebuf<wchar_t>;
template class basic_ifstream<wchar_t>;
template class basic_ofstream<wchar_t>;
template class basic_fstream<wchar_t>;

template wostream &endl(wostream &);
template wostream &ends(wostream &);
template wostream &flush(wostream &);
template wistream &ws(wistream &);
template wostream &operator<<(wostream &, wchar_t);
template wostream &operator<<(wostream &, char);
template wostream &operator<<(wostream &, const wchar_t *);
template wostream &operator<<(wostream &, const char *);
template wostream &__ostream_insert(wostream &, const wchar_t *, streamsize);
template wistream &operator>>(wistream &, wchar_t &);
template wistream &operator>>(wistream &, wstring &);
template wostream &operator<<(wostream &, const wstring &);
template wistream &getline(wistream &, wstring &);
template void __istream_extract(wistream &, wchar_t *, streamsize);

template wostream &wostream::_M_insert(bool);
template wostream &wostream::_M_insert(long);
template wostream &wostream::_M_insert(unsigned long);
template wostream &wostream::_M_insert(long long);
template wostream &wostream::_M_insert(unsigned long long);
template wostream &wostream::_M_insert(double);
template wostream &wostream::_M_insert(long double);
template wostream &wostream::_M_insert(const void *);
template wistream &wistream::_M_extract(bool &);
template wistream &wistream::_M_extract(unsigned short &);
template wistream &wistream::_M_extract(unsigned int &);
template wistream &wistream::_M_extract(long &);
template wistream &wistream::_M_extract(unsigned long &);
template wistream &wistream::_M_extract(long long &);
template wistream &wistream::_M_extract(unsigned long long &);
template wistream &wistream::_M_extract(float &);
template wistream &wistream::_M_extract(double &);
template wistream &wistream::_M_extract(long double &);
template wistream &wistream::_M_extract(void *&);

template wostream &operator<<(wostream &, _Setfill<wchar_t>);
template wostream &operator<<(wostream &, _Setiosflags);
template wostream &operator<<(wostream &, _Resetiosflags);
template wostream &operator<<(wostream &, _Setbase);
template wostream &operator<<(wostream &, _Setprecision);
template wostream &operator<<(wostream &, _Setw);
template wistream &operator>>(wistream &, _Setfill<wchar_t>);
template wistream &operator>>(wistream &, _Setiosflags);
template wistream &operator>>(wistream &, _Resetiosflags);
template wistream &operator>>(wistream &, _Setbase);
template wistream &operator>>(wistream &, _Setprecision);
template wistream &operator>>(wistream &, _Setw);

} // namespace std

template class __gnu_cxx::stdio_sync_filebuf<wchar_t>;
template class __gnu_cxx::stdio_filebuf<wchar_t>;
