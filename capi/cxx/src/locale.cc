// locale.cc: how the wide facets of a locale are found.
//
// libstdc++.so makes its locales with 32-bit wide facets, which are found by ids
// of its own. Our ids are others, so a locale has one of our facets only when
// the program put it there; all others have the facets made here.
//
// The headers may not say that these functions are instantiated elsewhere:
#include <bits/c++config.h>
#undef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE 0
#include "facets.h"

#include <typeinfo>

#define FACET(...)                                                                        \
	template <> bool has_facet<__VA_ARGS__>(const locale &) throw()                   \
	{                                                                                 \
		return true;                                                              \
	}                                                                                 \
	template <> const __VA_ARGS__ &use_facet<__VA_ARGS__>(const locale &where)        \
	{                                                                                 \
		const size_t index = __VA_ARGS__::id._M_id();                             \
		if (index < where._M_impl->_M_facets_size &&                              \
		    where._M_impl->_M_facets[index])                                      \
			return dynamic_cast<const __VA_ARGS__ &>(                         \
				*where._M_impl->_M_facets[index]);                        \
		return winsock::made<__VA_ARGS__>();                                      \
	}

namespace std {

FACET(ctype<wchar_t>)
FACET(codecvt<wchar_t, char, mbstate_t>)
FACET(numpunct<wchar_t>)
FACET(num_put<wchar_t>)
FACET(num_get<wchar_t>)
FACET(collate<wchar_t>)
FACET(moneypunct<wchar_t, true>)
FACET(moneypunct<wchar_t, false>)
FACET(money_put<wchar_t>)
FACET(money_get<wchar_t>)
FACET(__timepunct<wchar_t>)
FACET(time_put<wchar_t>)
FACET(time_get<wchar_t>)
FACET(messages<wchar_t>)

// <regex> asks so.
template <> const ctype<wchar_t> &use_facet<const ctype<wchar_t>>(const locale &where)
{
	return use_facet<ctype<wchar_t>>(where);
}

} // namespace std
