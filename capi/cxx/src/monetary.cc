// monetary.cc: sums of money in wide streams, as in the C locale.
#include "caches.h"

namespace std {

template <bool International>
static void classic(__moneypunct_cache<wchar_t, International> *&data)
{
	if (!data)
		data = new __moneypunct_cache<wchar_t, International>;
	data->_M_decimal_point = L'.';
	data->_M_thousands_sep = L',';
	data->_M_grouping = "";
	data->_M_grouping_size = 0;
	data->_M_use_grouping = false;
	data->_M_curr_symbol = L"";
	data->_M_curr_symbol_size = 0;
	data->_M_positive_sign = L"";
	data->_M_positive_sign_size = 0;
	data->_M_negative_sign = L"";
	data->_M_negative_sign_size = 0;
	data->_M_frac_digits = 0;
	data->_M_pos_format = money_base::_S_default_pattern;
	data->_M_neg_format = money_base::_S_default_pattern;
	for (size_t i = 0; i < money_base::_S_end; i++)
		data->_M_atoms[i] = money_base::_S_atoms[i];
}

template <> void moneypunct<wchar_t, true>::_M_initialize_moneypunct(__c_locale, const char *)
{
	classic(_M_data);
}

template <> void moneypunct<wchar_t, false>::_M_initialize_moneypunct(__c_locale, const char *)
{
	classic(_M_data);
}

template <> moneypunct<wchar_t, true>::~moneypunct()
{
	delete _M_data;
}

template <> moneypunct<wchar_t, false>::~moneypunct()
{
	delete _M_data;
}

template class moneypunct<wchar_t, true>;
template class moneypunct<wchar_t, false>;
template class moneypunct_byname<wchar_t, true>;
template class moneypunct_byname<wchar_t, false>;
template struct __moneypunct_cache<wchar_t, true>;
template struct __moneypunct_cache<wchar_t, false>;
template class money_get<wchar_t, istreambuf_iterator<wchar_t>>;
template class money_put<wchar_t, ostreambuf_iterator<wchar_t>>;

} // namespace std
