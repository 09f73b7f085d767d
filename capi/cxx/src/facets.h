// facets.h: the wide facets that every locale has.
#ifndef WINSOCK_CXX_FACETS_H
#define WINSOCK_CXX_FACETS_H

#include <locale>

namespace winsock {

// Made is one facet for the whole process, made when it is first asked for and
// never destroyed: streams may be used until the very end.
template <typename Facet> Facet &made();

} // namespace winsock

#endif
