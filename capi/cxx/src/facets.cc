// facets.cc: the wide facets that every locale has.
#include "facets.h"

#include <new>

namespace winsock {

// Facets can't be destroyed by others, so the object lies in plain memory.
template <typename Facet> Facet &made()
{
	alignas(Facet) static unsigned char memory[sizeof(Facet)];
	static Facet *const facet = new (memory) Facet(1);
	return *facet;
}

template std::ctype<wchar_t> &made();
template std::codecvt<wchar_t, char, mbstate_t> &made();
template std::numpunct<wchar_t> &made();
template std::num_put<wchar_t> &made();
template std::num_get<wchar_t> &made();
template std::collate<wchar_t> &made();
template std::moneypunct<wchar_t, true> &made();
template std::moneypunct<wchar_t, false> &made();
template std::money_put<wchar_t> &made();
template std::money_get<wchar_t> &made();
template std::__timepunct<wchar_t> &made();
template std::time_put<wchar_t> &made();
template std::time_get<wchar_t> &made();
template std::messages<wchar_t> &made();

} // namespace winsock
