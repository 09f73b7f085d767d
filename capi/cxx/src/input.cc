// input.cc: what libstdc++ specialises for wide input and does not keep in its
// headers (C++17, 30.7.4.3 [istream.unformatted], 24.3.3.9 [string.io]).
#include <istream>
#include <limits>
#include <string>

namespace std {

static const streamsize no_limit = numeric_limits<streamsize>::max();

// took reads the next character into c and counts it; at the end it sets bits.
static bool took(wstreambuf *in, wint_t &c, ios_base::iostate &bits)
{
	c = in->sbumpc();
	if (c == WEOF)
		bits |= ios_base::eofbit;
	return c != WEOF;
}

template <> wistream &wistream::ignore(streamsize n, wint_t stop)
{
	_M_gcount = 0;
	sentry ready(*this, true);
	if (!ready)
		return *this;
	ios_base::iostate bits = ios_base::goodbit;
	try {
		wint_t c = WEOF;
		while ((n == no_limit || _M_gcount < n) && took(rdbuf(), c, bits)) {
			if (_M_gcount < no_limit)
				_M_gcount++;
			if (stop != WEOF && c == stop)
				break;
		}
	} catch (...) {
		_M_setstate(ios_base::badbit);
	}
	if (bits)
		setstate(bits);
	return *this;
}

template <> wistream &wistream::ignore(streamsize n)
{
	return n == 1 ? ignore() : ignore(n, WEOF);
}

template <> wistream &wistream::getline(wchar_t *to, streamsize n, wchar_t stop)
{
	_M_gcount = 0;
	ios_base::iostate bits = ios_base::goodbit;
	streamsize stored = 0;
	sentry ready(*this, true);
	if (ready) {
		try {
			for (;;) {
				wint_t c = rdbuf()->sgetc();
				if (c == WEOF) {
					bits |= ios_base::eofbit;
					break;
				}
				if (c == stop) {
					rdbuf()->sbumpc();
					_M_gcount++;
					break;
				}
				if (stored + 1 >= n) {
					bits |= ios_base::failbit;
					break;
				}
				rdbuf()->sbumpc();
				_M_gcount++;
				to[stored++] = static_cast<wchar_t>(c);
			}
		} catch (...) {
			_M_setstate(ios_base::badbit);
		}
	}
	if (n > 0)
		to[stored] = 0;
	if (_M_gcount == 0)
		bits |= ios_base::failbit;
	if (bits)
		setstate(bits);
	return *this;
}

template <> wistream &getline(wistream &in, wstring &to, wchar_t stop)
{
	ios_base::iostate bits = ios_base::goodbit;
	bool any = false;
	wistream::sentry ready(in, true);
	if (ready) {
		try {
			to.erase();
			for (wint_t c; took(in.rdbuf(), c, bits);) {
				any = true;
				if (c == stop)
					break;
				if (to.size() == to.max_size()) {
					bits |= ios_base::failbit;
					break;
				}
				to += static_cast<wchar_t>(c);
			}
		} catch (...) {
			in._M_setstate(ios_base::badbit);
		}
	}
	if (!any)
		bits |= ios_base::failbit;
	if (bits)
		in.setstate(bits);
	return in;
}

template <> streamsize __copy_streambufs_eof(wstreambuf *from, wstreambuf *to, bool &eof)
{
	streamsize n = 0;
	eof = true;
	for (wint_t c = from->sgetc(); c != WEOF; c = from->snextc()) {
		if (to->sputc(static_cast<wchar_t>(c)) == WEOF) {
			eof = false;
			break;
		}
		n++;
	}
	return n;
}

} // namespace std
