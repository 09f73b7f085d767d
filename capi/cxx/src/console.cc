// console.cc: wcin, wcout, wcerr and wclog, on stdin, stdout and stderr.
//
// They keep nothing to themselves: characters go to and come from the C streams
// at once, so that wide and narrow, C and C++ may take turns.
#include <cstdio>
#include <cwchar>
#include <istream>
#include <new>
#include <ostream>

#include "utf.h"

namespace winsock {

class console : public std::wstreambuf {
public:
	explicit console(FILE *file) : file(file), state() {}

protected:
	int_type overflow(int_type c) override
	{
		if (traits_type::eq_int_type(c, traits_type::eof()))
			return fflush(file) ? traits_type::eof() : traits_type::not_eof(c);
		const wchar_t unit = traits_type::to_char_type(c);
		return xsputn(&unit, 1) == 1 ? c : traits_type::eof();
	}

	std::streamsize xsputn(const wchar_t *from, std::streamsize n) override
	{
		const wchar_t *const end = from + n;
		const wchar_t *at = from;
		flockfile(file);
		while (at < end) {
			char bytes[512];
			char *last;
			const wchar_t *next;
			utf8_out(state, at, end, next, bytes, bytes + sizeof bytes, last,
				malformed::keep, 0x10FFFF);
			const size_t size = static_cast<size_t>(last - bytes);
			if (fwrite(bytes, 1, size, file) != size)
				break;
			at = next;
		}
		funlockfile(file);
		return at - from;
	}

	int sync() override
	{
		return fflush(file);
	}

	int_type underflow() override
	{
		const int_type c = uflow();
		if (traits_type::eq_int_type(c, traits_type::eof()))
			return c;
		return pbackfail(c);
	}

	int_type uflow() override
	{
		last = held != WEOF ? held : fgetwc(file);
		held = WEOF;
		return last;
	}

	std::streamsize xsgetn(wchar_t *to, std::streamsize n) override
	{
		std::streamsize done = 0;
		for (int_type c; done < n && (c = uflow()) != traits_type::eof(); done++)
			to[done] = traits_type::to_char_type(c);
		return done;
	}

	// The C stream takes characters back; halves of a pair it can't, they stay here.
	int_type pbackfail(int_type c) override
	{
		if (traits_type::eq_int_type(c, traits_type::eof()))
			c = last;
		last = WEOF;
		if (c == WEOF)
			return c;
		if (ungetwc(c, file) == WEOF)
			held = c;
		return c;
	}

private:
	FILE *file;
	mbstate_t state;     // of what is written
	wint_t last = WEOF;  // what was read last
	wint_t held = WEOF;  // half of a pair that was put back
};

// Memory of an object that is made early and never destroyed.
template <typename T> struct place {
	alignas(T) unsigned char memory[sizeof(T)];
};

static place<console> in_buffer, out_buffer, error_buffer;

} // namespace winsock

namespace std {

// The objects that <iostream> declares, as memory that is filled in below, under
// names that the language can't say for such an object.
extern winsock::place<wistream> wcin_place __asm__("_ZSt4wcin");
extern winsock::place<wostream> wcout_place __asm__("_ZSt5wcout");
extern winsock::place<wostream> wcerr_place __asm__("_ZSt5wcerr");
extern winsock::place<wostream> wclog_place __asm__("_ZSt5wclog");
winsock::place<wistream> wcin_place;
winsock::place<wostream> wcout_place, wcerr_place, wclog_place;

// Before all objects of the program that have no priority of their own.
__attribute__((constructor(101))) static void make_streams()
{
	wstreambuf *in = new (&winsock::in_buffer) winsock::console(stdin);
	wstreambuf *out = new (&winsock::out_buffer) winsock::console(stdout);
	wstreambuf *error = new (&winsock::error_buffer) winsock::console(stderr);
	wistream *cin = new (&wcin_place) wistream(in);
	wostream *cout = new (&wcout_place) wostream(out);
	wostream *cerr = new (&wcerr_place) wostream(error);
	new (&wclog_place) wostream(error);
	cin->tie(cout);
	cerr->setf(ios_base::unitbuf);
	cerr->tie(cout);
}

// What is left in stdout is written by the C run-time at exit.

} // namespace std
