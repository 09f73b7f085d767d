// caches.h: what number formatting keeps about a locale. Include it before any
// template of num_put or its kin is instantiated.
#ifndef WINSOCK_CXX_CACHES_H
#define WINSOCK_CXX_CACHES_H

#include "facets.h"

namespace winsock {

// Cached is the cache of a locale's facet, kept in the locale when the facet is
// there, or else the one of the facet that all locales have.
template <typename Facet, typename Cache>
const Cache *cached(const std::locale &where, const std::locale::facet **slots, size_t size,
	const std::locale::facet **facets, void (*install)(const std::locale &, const Cache *, size_t))
{
	const size_t index = Facet::id._M_id();
	if (index >= size || !facets[index]) {
		static const Cache *const common = [] {
			Cache *cache = new Cache(1);
			cache->_M_cache(std::locale::classic());
			return cache;
		}();
		return common;
	}
	if (!slots[index]) {
		Cache *cache = new Cache;
		try {
			cache->_M_cache(where);
		} catch (...) {
			delete cache;
			throw;
		}
		install(where, cache, index);
	}
	return static_cast<const Cache *>(slots[index]);
}

} // namespace winsock

namespace std {

#define CACHE(Facet, ...)                                                                 \
	template <> struct __use_cache<__VA_ARGS__> {                                     \
		const __VA_ARGS__ *operator()(const locale &where) const                  \
		{                                                                         \
			return winsock::cached<Facet, __VA_ARGS__>(where,                 \
				where._M_impl->_M_caches, where._M_impl->_M_facets_size,  \
				where._M_impl->_M_facets,                                 \
				[](const locale &l, const __VA_ARGS__ *cache, size_t i) { \
					l._M_impl->_M_install_cache(cache, i);            \
				});                                                       \
		}                                                                         \
	};

typedef moneypunct<wchar_t, true> international;
typedef moneypunct<wchar_t, false> national;
CACHE(numpunct<wchar_t>, __numpunct_cache<wchar_t>)
CACHE(international, __moneypunct_cache<wchar_t, true>)
CACHE(national, __moneypunct_cache<wchar_t, false>)

#undef CACHE

} // namespace std

#endif
