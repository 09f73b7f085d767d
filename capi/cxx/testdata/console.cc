// console.cc: the wide and narrow console streams in turn, also before main.
#include <iomanip>
#include <iostream>
#include <string>

#include <stdio.h>

struct early {
	early() { std::wcout << L"early \u00FC\n"; }
	~early() { std::wcout << L"late" << std::endl; }
};
static early object;

int main()
{
	int n;
	std::wstring word, line;
	std::string narrow;

	std::wcout << L"wide \u4E2D\u6587 \U0001F600 " << 42 << L' ' << std::hex << 255 << std::dec << L' '
		   << std::setw(5) << 1.5 << std::endl;
	std::cout << "narrow" << std::endl;
	printf("printf\n");
	std::wcout << "gr\xC3\xBC\xC3\x9F" << L'\n';
	wprintf(L"wprintf %s\n", L"\u00E9");
	std::wcout.put(L'\xD83D');
	std::wcout.put(L'\xDE00');
	std::wcout << std::endl;

	std::wcin >> n >> word;
	std::getline(std::wcin, line);
	std::wcout << n << L'/' << word << L'/' << line << L'/' << std::endl;
	std::getline(std::cin, narrow);
	std::cout << narrow << std::endl;
	std::wcin >> word;
	getchar();
	std::getline(std::wcin, line);
	std::wcout << word << L'/' << line << std::endl;
	std::wcin >> n;
	std::wcout << (std::wcin.eof() ? L"eof" : L"more") << std::endl;
	std::wcerr << L"error \u00E9" << std::endl;
	std::wclog << L"log" << std::endl;
	return 0;
}
