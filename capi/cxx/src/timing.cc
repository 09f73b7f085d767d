// timing.cc: times in wide streams, as in the C locale.
#include <locale>

#include <cwchar>

namespace std {

template <> void __timepunct<wchar_t>::_M_initialize_timepunct(__c_locale)
{
	if (!_M_data)
		_M_data = new __timepunct_cache<wchar_t>;
	_M_c_locale_timepunct = _S_get_c_locale();
	_M_data->_M_date_format = L"%m/%d/%y";
	_M_data->_M_date_era_format = L"%m/%d/%y";
	_M_data->_M_time_format = L"%H:%M:%S";
	_M_data->_M_time_era_format = L"%H:%M:%S";
	_M_data->_M_date_time_format = L"%a %b %e %H:%M:%S %Y";
	_M_data->_M_date_time_era_format = L"%a %b %e %H:%M:%S %Y";
	_M_data->_M_am = L"AM";
	_M_data->_M_pm = L"PM";
	_M_data->_M_am_pm_format = L"%I:%M:%S %p";
	_M_data->_M_day1 = L"Sunday";
	_M_data->_M_day2 = L"Monday";
	_M_data->_M_day3 = L"Tuesday";
	_M_data->_M_day4 = L"Wednesday";
	_M_data->_M_day5 = L"Thursday";
	_M_data->_M_day6 = L"Friday";
	_M_data->_M_day7 = L"Saturday";
	_M_data->_M_aday1 = L"Sun";
	_M_data->_M_aday2 = L"Mon";
	_M_data->_M_aday3 = L"Tue";
	_M_data->_M_aday4 = L"Wed";
	_M_data->_M_aday5 = L"Thu";
	_M_data->_M_aday6 = L"Fri";
	_M_data->_M_aday7 = L"Sat";
	_M_data->_M_month01 = L"January";
	_M_data->_M_month02 = L"February";
	_M_data->_M_month03 = L"March";
	_M_data->_M_month04 = L"April";
	_M_data->_M_month05 = L"May";
	_M_data->_M_month06 = L"June";
	_M_data->_M_month07 = L"July";
	_M_data->_M_month08 = L"August";
	_M_data->_M_month09 = L"September";
	_M_data->_M_month10 = L"October";
	_M_data->_M_month11 = L"November";
	_M_data->_M_month12 = L"December";
	_M_data->_M_amonth01 = L"Jan";
	_M_data->_M_amonth02 = L"Feb";
	_M_data->_M_amonth03 = L"Mar";
	_M_data->_M_amonth04 = L"Apr";
	_M_data->_M_amonth05 = L"May";
	_M_data->_M_amonth06 = L"Jun";
	_M_data->_M_amonth07 = L"Jul";
	_M_data->_M_amonth08 = L"Aug";
	_M_data->_M_amonth09 = L"Sep";
	_M_data->_M_amonth10 = L"Oct";
	_M_data->_M_amonth11 = L"Nov";
	_M_data->_M_amonth12 = L"Dec";
}

template <>
void __timepunct<wchar_t>::_M_put(wchar_t *to, size_t size, const wchar_t *format,
	const tm *t) const throw()
{
	if (wcsftime(to, size, format, t) == 0)
		*to = 0;
}

template <> const wchar_t *__timepunct_cache<wchar_t>::_S_timezones[14] = {
	L"GMT", L"HST", L"AKST", L"PST", L"MST", L"CST", L"EST", L"AST", L"NST", L"CET", L"IST",
	L"EET", L"CST", L"JST",
};

template class __timepunct<wchar_t>;
template struct __timepunct_cache<wchar_t>;
template class time_put<wchar_t, ostreambuf_iterator<wchar_t>>;
template class time_put_byname<wchar_t, ostreambuf_iterator<wchar_t>>;
template class time_get<wchar_t, istreambuf_iterator<wchar_t>>;
template class time_get_byname<wchar_t, istreambuf_iterator<wchar_t>>;

} // namespace std
