// numeric.cc: numbers in wide streams.
#include "caches.h"

#include <cstring>
#include <cwchar>
#include <langinfo.h>

namespace std {

// first_unit is the first character of a locale's text, or otherwise.
static wchar_t first_unit(const char *text, wchar_t otherwise)
{
	mbstate_t state = mbstate_t();
	wchar_t c;
	return *text && mbrtowc(&c, text, strlen(text), &state) <= 4 ? c : otherwise;
}

template <> void numpunct<wchar_t>::_M_initialize_numpunct(__c_locale locale)
{
	if (!_M_data)
		_M_data = new __numpunct_cache<wchar_t>;
	_M_data->_M_grouping = "";
	_M_data->_M_grouping_size = 0;
	_M_data->_M_use_grouping = false;
	_M_data->_M_decimal_point = L'.';
	_M_data->_M_thousands_sep = L',';
	_M_data->_M_truename = L"true";
	_M_data->_M_truename_size = 4;
	_M_data->_M_falsename = L"false";
	_M_data->_M_falsename_size = 5;
	for (size_t i = 0; i < __num_base::_S_oend; i++)
		_M_data->_M_atoms_out[i] = __num_base::_S_atoms_out[i];
	for (size_t i = 0; i < __num_base::_S_iend; i++)
		_M_data->_M_atoms_in[i] = __num_base::_S_atoms_in[i];
	if (!locale)
		return;
	_M_data->_M_decimal_point = first_unit(nl_langinfo_l(RADIXCHAR, locale), L'.');
	_M_data->_M_thousands_sep = first_unit(nl_langinfo_l(THOUSEP, locale), L',');
	const char *grouping = nl_langinfo_l(__GROUPING, locale);
	if (*grouping && *nl_langinfo_l(THOUSEP, locale)) {
		const size_t size = strlen(grouping);
		char *copy = new char[size + 1];
		memcpy(copy, grouping, size + 1);
		_M_data->_M_grouping = copy;
		_M_data->_M_grouping_size = size;
		_M_data->_M_use_grouping = static_cast<signed char>(*copy) > 0 && *copy != 127;
	}
}

template <> numpunct<wchar_t>::~numpunct()
{
	if (_M_data->_M_grouping_size)
		delete[] _M_data->_M_grouping;
	delete _M_data;
}

template class numpunct<wchar_t>;
template class numpunct_byname<wchar_t>;
template struct __numpunct_cache<wchar_t>;
template class num_get<wchar_t, istreambuf_iterator<wchar_t>>;
template class num_put<wchar_t, ostreambuf_iterator<wchar_t>>;

} // namespace std
