// streams.cc: wide string and file streams, facets and locales.
#include <codecvt>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <locale>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int failures;
#define CHECK(fact)                                                                \
	do {                                                                       \
		if (!(fact)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #fact); \
			failures++;                                                \
		}                                                                  \
	} while (0)

static void formatting()
{
	std::wostringstream out;
	out << L"i=" << 42 << L' ' << -1L << L' ' << 3000000000u << L' ' << 1.5 << L' ' << true
	    << L' ' << std::boolalpha << false << L' ' << std::hex << std::showbase << 255 << std::dec
	    << L' ' << std::setw(6) << 7 << L'|' << std::left << std::setw(4) << 8 << L'|'
	    << std::setfill(L'*') << std::right << std::setw(5) << L"ab" << L'|' << "narrow" << 'c'
	    << std::wstring(L"str");
	CHECK(out.str() == L"i=42 -1 3000000000 1.5 1 false 0xff      7|8   |***ab|narrowcstr");
	out.str(L"");
	out << std::fixed << std::setprecision(3) << 3.14159 << L' ' << std::scientific << 12345.678
	    << L' ' << std::uppercase << std::hex << 48879;
	CHECK(out.str() == L"3.142 1.235e+04 0XBEEF");
	std::wostringstream plain;
	plain << static_cast<const void *>(nullptr) << std::endl << std::ends << std::flush;
	CHECK(plain.str() == std::wstring(L"0\n\0", 3));
	std::wostringstream narrow;
	narrow << "gr\xC3\xBC\xC3\x9F";
	std::ostringstream pointer;
#if __cplusplus < 202002L
	pointer << L"text";
	CHECK(pointer.str().compare(0, 2, "0x") == 0);
#endif
}

static void parsing()
{
	std::wistringstream in(L"  12 -5 0x1f 2.5 word true X\nrest of line\nlast");
	int a, b, c;
	double d;
	std::wstring word, line;
	bool flag;
	wchar_t x;
	in >> a >> b >> std::hex >> c >> std::dec >> d >> word >> std::boolalpha >> flag >> x;
	CHECK(in && a == 12 && b == -5 && c == 0x1f && d == 2.5 && word == L"word" && flag && x == L'X');
	in.ignore(100, L'\n');
	CHECK(std::getline(in, line) && line == L"rest of line");
	CHECK(std::getline(in, line) && line == L"last" && in.eof());
	CHECK(!std::getline(in, line));
	std::wistringstream parts(L"a,b,,c");
	std::vector<std::wstring> fields;
	while (std::getline(parts, line, L','))
		fields.push_back(line);
	CHECK(fields.size() == 4 && fields[2].empty() && fields[3] == L"c");
	std::wistringstream chars(L"one\ntwo");
	wchar_t buffer[10];
	CHECK(chars.getline(buffer, 10) && std::wstring(buffer) == L"one");
	CHECK(chars.get() == L't' && chars.peek() == L'w' && chars.unget() && chars.get() == L't');
	std::wistringstream bad(L"abc");
	CHECK(!(bad >> a) && bad.fail());
	std::wstringstream both;
	both << 1 << L' ' << L"two";
	both >> a >> word;
	CHECK(a == 1 && word == L"two");
	bool thrown = false;
	try {
		std::wistringstream strict(L"z");
		strict.exceptions(std::ios::failbit);
		strict >> a;
	} catch (const std::ios_base::failure &) {
		thrown = true;
	}
	CHECK(thrown);
}

static std::string bytes(const char *path)
{
	std::ifstream in(path, std::ios::binary);
	std::ostringstream all;
	all << in.rdbuf();
	return all.str();
}

static void files(const char *path)
{
	const std::wstring text = L"plain \u00E9 \u4E2D \U0001F600 end";
	{
		std::wofstream out(path);
		CHECK(out.is_open());
		out << text << L'\n' << 1234 << std::endl;
		for (int i = 0; i < 5000; i++)
			out << L"\u20AC\U0001F601" << i << L'\n';
	}
	CHECK(bytes(path).compare(0, 29, "plain \xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x98\x80 end\n1234\n\xE2\x82", 29) == 0);
	{
		std::wifstream in(path);
		std::wstring line;
		int n;
		CHECK(std::getline(in, line) && line == text);
		CHECK(in >> n && n == 1234);
		std::getline(in, line);
		int wrong = 0, count = 0;
		while (std::getline(in, line))
			wrong += line != L"\u20AC\U0001F601" + std::to_wstring(count++);
		CHECK(wrong == 0 && count == 5000);
		in.clear();
		in.seekg(0);
		CHECK(std::getline(in, line) && line == text);
	}
	{
		std::ofstream raw(path, std::ios::binary);
		raw << "ok \xFF\xFE bad";
	}
	{
		std::wifstream in(path);
		std::wstring line;
		CHECK(std::getline(in, line) && line.size() == 9);
		std::wofstream copy((std::string(path) + "2").c_str());
		copy << line;
	}
	CHECK(bytes((std::string(path) + "2").c_str()) == "ok \xFF\xFE bad");
	unlink((std::string(path) + "2").c_str());
	{
		std::wofstream out(path);
		out.imbue(std::locale(out.getloc(),
			new std::codecvt_utf16<wchar_t, 0x10ffff, std::little_endian>));
		out << L"A\u4E2D";
	}
	CHECK(bytes(path) == std::string("A\0\x2D\x4E", 4));
	const std::wstring name(path, path + strlen(path));
	{
		std::ofstream out(name.c_str());
		out << "opened by a wide name";
	}
	{
		std::wifstream in;
		std::wstring line;
		in.open(name.c_str());
		CHECK(std::getline(in, line) && line == L"opened by a wide name");
	}
	CHECK(!std::ifstream(L"/nonexistent/file").is_open());
	std::wfstream none("/nonexistent/file");
	CHECK(!none.is_open());
	unlink(path);
}

static void conversions()
{
	std::wstring_convert<std::codecvt_utf8_utf16<wchar_t>> utf16;
	CHECK(utf16.from_bytes("\xC3\xA9\xF0\x9F\x98\x80") == L"\u00E9\U0001F600");
	CHECK(utf16.to_bytes(L"\u4E2D\U0001F600") == "\xE4\xB8\xAD\xF0\x9F\x98\x80");
	std::wstring_convert<std::codecvt_utf8<wchar_t>> utf8;
	CHECK(utf8.from_bytes("abc\xE2\x82\xAC") == L"abc\u20AC" && utf8.to_bytes(L"\u20AC") == "\xE2\x82\xAC");
	bool thrown = false;
	try {
		utf8.from_bytes("\xFF");
	} catch (const std::range_error &) {
		thrown = true;
	}
	CHECK(thrown);
}

struct comma : std::numpunct<wchar_t> {
	wchar_t do_decimal_point() const { return L','; }
	wchar_t do_thousands_sep() const { return L'.'; }
	std::string do_grouping() const { return "\3"; }
};

static void locales()
{
	std::locale classic = std::locale::classic();
	CHECK(std::has_facet<std::ctype<wchar_t>>(classic));
	CHECK(std::use_facet<std::ctype<wchar_t>>(classic).toupper(L'\u00E9') == L'\u00C9');
	CHECK(std::isalpha(L'\u4E2D', classic) && std::isspace(L'\t', classic) && !std::isdigit(L'x', classic));
	CHECK(std::use_facet<std::ctype<wchar_t>>(classic).narrow(L'a', '?') == 'a');
	CHECK(std::use_facet<std::collate<wchar_t>>(classic).compare(L"a", L"a" + 1, L"b", L"b" + 1) < 0);
	std::wostringstream out;
	out.imbue(std::locale(classic, new comma));
	out << 1234567 << L' ' << 1.5;
	CHECK(out.str() == L"1.234.567 1,5");
	std::wistringstream in(L"1.234,5");
	in.imbue(std::locale(classic, new comma));
	double d = 0;
	in >> d;
	CHECK(d == 1234.5);
	std::locale old = std::locale::global(std::locale(classic, new comma));
	std::wostringstream global;
	global << 1000000;
	CHECK(global.str() == L"1.000.000");
	std::locale::global(old);
	std::wostringstream after;
	after << 1000000;
	CHECK(after.str() == L"1000000");
	try {
		std::wostringstream named;
		named.imbue(std::locale("C.UTF-8"));
		named << 5 << L'\u00E9';
		CHECK(named.str() == L"5\u00E9");
	} catch (const std::runtime_error &) {
	}
	std::tm t = std::tm();
	t.tm_year = 124;
	t.tm_mon = 1;
	t.tm_mday = 29;
	t.tm_hour = 13;
	std::wostringstream when;
	when << std::put_time(&t, L"%Y-%m-%d %H:%M:%S %b");
	CHECK(when.str() == L"2024-02-29 13:00:00 Feb");
	std::tm parsed = std::tm();
	std::wistringstream date(L"2023-12-24 08:30");
	date >> std::get_time(&parsed, L"%Y-%m-%d %H:%M");
	CHECK(date && parsed.tm_year == 123 && parsed.tm_mon == 11 && parsed.tm_min == 30);
	std::wostringstream money;
	money << std::put_money(123.0L);
	CHECK(money.str() == L"123");
}

static void patterns()
{
#if __cplusplus == 201703L // once is enough: it takes long to compile
	const std::wstring text = L"mail J\u00F6rg@example.com now";
	std::wsmatch found;
	CHECK(std::regex_search(text, found, std::wregex(L"(\\w+)@(\\w+)")));
	CHECK(found[1] == L"J\u00F6rg" && found[2] == L"example");
	CHECK(std::regex_replace(text, std::wregex(L"\\s"), L"_") == L"mail_J\u00F6rg@example.com_now");
#endif
}

static void threads()
{
	std::vector<std::thread> all;
	std::vector<std::wstring> results(8);
	for (int t = 0; t < 8; t++) {
		all.emplace_back([t, &results] {
			std::wostringstream out;
			for (int i = 0; i < 500; i++)
				out << i << L' ' << i / 2.0 << L';';
			results[t] = out.str();
		});
	}
	for (std::thread &t : all)
		t.join();
	for (const std::wstring &r : results)
		CHECK(r == results[0] && r.size() > 4000);
}

int main(int argc, char **argv)
{
	formatting();
	parsing();
	files(argc > 1 ? argv[1] : "streams.out");
	conversions();
	locales();
	patterns();
	threads();
	return failures;
}
