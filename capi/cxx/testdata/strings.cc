// strings.cc: std::wstring in all kinds of use. Prints what fails; exits with how many did.
#include <algorithm>
#include <cwchar>
#include <cwctype>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include <stdio.h>

static int failures;
#define CHECK(fact)                                                                \
	do {                                                                       \
		if (!(fact)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #fact); \
			failures++;                                                \
		}                                                                  \
	} while (0)

static std::wstring repeat(const std::wstring &s, int n)
{
	std::wstring all;
	for (int i = 0; i < n; i++)
		all += s;
	return all;
}

static void basics()
{
	std::wstring s = L"abc";
	CHECK(sizeof(wchar_t) == 2);
	CHECK(s.size() == 3 && s.length() == 3 && !s.empty());
	CHECK(s + L"def" == L"abcdef" && L"x" + s == L"xabc" && s + L'!' == L"abc!");
	CHECK(s < L"abd" && s > L"abb" && s != L"ab" && s.compare(L"abc") == 0);
	CHECK(s.find(L"bc") == 1 && s.find(L'z') == std::wstring::npos && s.rfind(L"a") == 0);
	CHECK(s.substr(1) == L"bc" && s.substr(1, 1) == L"b");
	s.append(L"xyz", 2).append(2, L'!').insert(0, L">").insert(1, 2, L'-');
	CHECK(s == L">--abcxy!!");
	s.replace(0, 3, L"");
	s.erase(s.size() - 2);
	CHECK(s == L"abcxy" && s.back() == L'y' && s.front() == L'a' && s[2] == L'c');
	CHECK(s.find_first_of(L"xy") == 3 && s.find_last_not_of(L"yx") == 2);
	s.resize(7, L'.');
	s.push_back(L'|');
	CHECK(s == L"abcxy..|" && s.c_str()[8] == 0 && std::wcslen(s.c_str()) == 8);
	std::wstring moved = std::move(s), copy(moved), part(moved, 2, 3), many(5, L'q');
	CHECK(copy == moved && part == L"cxy" && many == L"qqqqq");
	std::swap(copy, many);
	CHECK(copy == L"qqqqq" && many == moved);
	wchar_t buffer[8] = {};
	CHECK(moved.copy(buffer, 3, 1) == 3 && std::wstring(buffer) == L"bcx");
	std::vector<wchar_t> letters(moved.begin(), moved.end());
	CHECK(std::wstring(letters.rbegin(), letters.rend()) == L"|..yxcba");
	std::string narrow = "narrow";
	CHECK(std::wstring(narrow.begin(), narrow.end()) == L"narrow");
	CHECK(repeat(L"\u4E2D\u6587", 1000).size() == 2000);
	CHECK(std::wstring(L"\U0001F600").size() == 2);
	std::wstring mixed = L"MiXeD \u00C9\u0416";
	std::transform(mixed.begin(), mixed.end(), mixed.begin(), std::towlower);
	CHECK(mixed == L"mixed \u00E9\u0436");
}

static void containers()
{
	std::map<std::wstring, int> m;
	std::unordered_map<std::wstring, std::wstring> h;
	std::set<std::wstring> set;
	for (int i = 0; i < 1000; i++) {
		std::wstring key = L"key" + std::to_wstring(i);
		m[key] = i;
		h[key] = std::to_wstring(i * i);
		set.insert(key);
	}
	CHECK(m.size() == 1000 && h.size() == 1000 && set.size() == 1000);
	CHECK(m[L"key77"] == 77 && h[L"key31"] == L"961" && set.count(L"key999") == 1);
	CHECK(m.begin()->first == L"key0" && m.rbegin()->first == L"key999");
	std::vector<std::wstring> words;
	words.push_back(L"pear");
	words.push_back(L"Apple");
	words.push_back(L"fig");
	std::sort(words.begin(), words.end());
	CHECK(words[0] == L"Apple" && words[2] == L"pear");
	CHECK(std::hash<std::wstring>()(L"same") == std::hash<std::wstring>()(std::wstring(L"same")));
	std::function<std::wstring(const std::wstring &)> twice = [](const std::wstring &s) { return s + s; };
	CHECK(twice(L"ab") == L"abab");
	CHECK(std::accumulate(words.begin(), words.end(), std::wstring()) == L"Applefigpear");
}

static void numbers()
{
	CHECK(std::to_wstring(42) == L"42" && std::to_wstring(-7LL) == L"-7");
	CHECK(std::to_wstring(18446744073709551615ULL) == L"18446744073709551615");
	CHECK(std::to_wstring(1.5) == L"1.500000");
	size_t end = 0;
	CHECK(std::stoi(L" 12ab", &end) == 12 && end == 3);
	CHECK(std::stol(L"-2147483648") == -2147483647L - 1);
	CHECK(std::stoull(L"ffffffffffffffff", nullptr, 16) == ~0ULL);
	CHECK(std::stod(L"2.25") == 2.25 && std::stof(L"-1e3") == -1000.0f);
	bool thrown = false;
	try {
		std::stoi(L"none");
	} catch (const std::invalid_argument &) {
		thrown = true;
	}
	CHECK(thrown);
	thrown = false;
	try {
		std::wstring(L"abc").at(3);
	} catch (const std::out_of_range &) {
		thrown = true;
	}
	CHECK(thrown);
	thrown = false;
	try {
		throw std::wstring(L"thrown text");
	} catch (const std::wstring &s) {
		thrown = s == L"thrown text";
	}
	CHECK(thrown);
}

static void literals()
{
#if __cplusplus >= 201402L
	using namespace std::string_literals;
	CHECK(L"a\0b"s.size() == 3);
#endif
#if __cplusplus >= 201703L
	std::wstring_view view = L"hello world";
	CHECK(view.substr(6) == L"world" && view.find(L'o') == 4);
	CHECK(std::wstring(view.substr(0, 5)) == L"hello");
#endif
#if __cplusplus >= 202002L
	std::wstring s = L"prefix-rest";
	CHECK(s.starts_with(L"prefix") && s.ends_with(L"rest"));
	std::wstringstream stream(L"viewed");
	CHECK(stream.view() == L"viewed");
#endif
}

int main()
{
	basics();
	containers();
	numbers();
	literals();
	return failures;
}
