// cpp_chat.cpp: a chat room in C++17. The server has a std::thread for each guest;
// text is std::wstring inside and UTF-8 outside.
//
//	cpp_chat server [PORT [GUESTS]]     ends when GUESTS guests have come and gone
//	cpp_chat client PORT NAME TEXT...   says each TEXT and waits for its return
//
// Everybody gets every line, its author, too.
#ifndef NOMINMAX
#define NOMINMAX // std::min and std::max
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#pragma comment(lib, "Ws2_32.lib")

using namespace std::placeholders;

// winsock_error carries the code of the call that failed.
struct winsock_error : std::runtime_error {
	explicit winsock_error(const char *call)
		: std::runtime_error(std::string(call) + " failed: error " + std::to_string(WSAGetLastError()))
	{
	}
};

// winsock keeps Winsock started as long as it lives.
class winsock {
public:
	winsock()
	{
		WSADATA data;
		if (int error = WSAStartup(MAKEWORD(2, 2), &data); error != 0) {
			WSASetLastError(error);
			throw winsock_error("WSAStartup");
		}
	}
	~winsock() { WSACleanup(); }
	winsock(const winsock &) = delete;
};

static std::string narrow(const std::wstring &text)
{
	int size = WideCharToMultiByte(CP_UTF8, 0, text.data(), (int)text.size(), nullptr, 0, nullptr,
		nullptr);
	std::string bytes(size, '\0');
	WideCharToMultiByte(CP_UTF8, 0, text.data(), (int)text.size(), bytes.data(), size, nullptr,
		nullptr);
	return bytes;
}

static std::wstring widen(const std::string &bytes)
{
	int size = MultiByteToWideChar(CP_UTF8, 0, bytes.data(), (int)bytes.size(), nullptr, 0);
	std::wstring text(size, L'\0');
	MultiByteToWideChar(CP_UTF8, 0, bytes.data(), (int)bytes.size(), text.data(), size);
	return text;
}

// connection owns a socket and reads and writes lines.
class connection {
public:
	explicit connection(SOCKET s) : socket_(s) {}
	connection(connection &&other) noexcept
		: socket_(std::exchange(other.socket_, INVALID_SOCKET)), rest_(std::move(other.rest_))
	{
	}
	connection &operator=(connection &&) = delete;
	~connection()
	{
		if (socket_ != INVALID_SOCKET)
			closesocket(socket_);
	}

	SOCKET get() const { return socket_; }

	// say sends a line; false when the other side has gone.
	bool say(const std::wstring &line)
	{
		const std::string bytes = narrow(line) + "\n";
		return send(socket_, bytes.data(), (int)bytes.size(), 0) != SOCKET_ERROR;
	}

	// hear waits for a line; nothing when the other side has gone.
	std::optional<std::wstring> hear()
	{
		for (;;) {
			if (auto end = rest_.find('\n'); end != std::string::npos) {
				std::string line = rest_.substr(0, end);
				rest_.erase(0, end + 1);
				if (!line.empty() && line.back() == '\r')
					line.pop_back();
				return widen(line);
			}
			char buffer[1024];
			int got = recv(socket_, buffer, sizeof buffer, 0);
			if (got <= 0)
				return std::nullopt;
			rest_.append(buffer, got);
		}
	}

private:
	SOCKET socket_;
	std::string rest_; // what has come and is not a line yet
};

// room is where the guests are.
class room {
public:
	// host talks with one guest until it goes.
	void host(std::shared_ptr<connection> guest)
	{
		const auto name = guest->hear();
		if (!name)
			return;
		enter(guest, *name);
		while (auto line = guest->hear())
			tell_all(*name + L": " + *line);
		leave(guest, *name);
	}

private:
	void enter(const std::shared_ptr<connection> &guest, const std::wstring &name)
	{
		const std::lock_guard lock(mutex_);
		guests_.push_back(guest);
		std::wcout << name << L" comes in, " << name.size() << L" characters" << std::endl;
		guest->say(L"Welcome, " + name);
	}

	void leave(const std::shared_ptr<connection> &guest, const std::wstring &name)
	{
		const std::lock_guard lock(mutex_);
		guests_.erase(std::remove(guests_.begin(), guests_.end(), guest), guests_.end());
		std::wcout << name << L" goes" << std::endl;
	}

	void tell_all(const std::wstring &line)
	{
		const std::lock_guard lock(mutex_);
		std::wcout << line << std::endl;
		for (const auto &guest : guests_)
			guest->say(line);
	}

	std::mutex mutex_; // guards guests_ and std::wcout
	std::vector<std::shared_ptr<connection>> guests_;
};

static sockaddr_in loopback(unsigned short port)
{
	sockaddr_in address{};
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons(port);
	return address;
}

static int serve(unsigned short port, int guests)
{
	connection listener(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
	sockaddr_in address = loopback(port);
	int size = sizeof address;
	// ::bind is Winsock's; std::bind, which is meant below, is another thing.
	if (::bind(listener.get(), reinterpret_cast<sockaddr *>(&address), size) == SOCKET_ERROR)
		throw winsock_error("bind");
	if (listen(listener.get(), SOMAXCONN) == SOCKET_ERROR)
		throw winsock_error("listen");
	if (getsockname(listener.get(), reinterpret_cast<sockaddr *>(&address), &size) != 0)
		throw winsock_error("getsockname");
	std::wcout << L"Listening on port " << ntohs(address.sin_port) << std::endl;

	room all;
	std::vector<std::thread> threads;
	for (int i = 0; guests == 0 || i < guests; i++) {
		SOCKET s = accept(listener.get(), nullptr, nullptr);
		if (s == INVALID_SOCKET)
			throw winsock_error("accept");
		auto host = std::bind(&room::host, &all, _1);
		threads.emplace_back(host, std::make_shared<connection>(s));
	}
	std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::join));
	std::wcout << L"All gone" << std::endl;
	return 0;
}

static int visit(unsigned short port, const std::wstring &name, const std::vector<std::wstring> &texts)
{
	connection server(socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
	const sockaddr_in address = loopback(port);
	if (connect(server.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
		throw winsock_error("connect");
	server.say(name);
	if (auto welcome = server.hear())
		std::wcout << *welcome << std::endl;
	for (const auto &text : texts) {
		server.say(text);
		while (auto line = server.hear()) {
			std::wcout << *line << std::endl;
			if (*line == name + L": " + text)
				break;
		}
	}
	return 0;
}

// command_line is what main is not given on Windows: the arguments as Unicode.
static std::vector<std::wstring> command_line()
{
	int count = 0;
	const std::unique_ptr<LPWSTR, decltype(&LocalFree)> words(
		CommandLineToArgvW(GetCommandLineW(), &count), &LocalFree);
	if (!words)
		throw std::runtime_error("no command line");
	return {words.get() + 1, words.get() + count};
}

int main()
try {
	// Wide text goes out as UTF-8; without this, letters beyond ASCII get lost on Windows.
	_setmode(_fileno(stdout), _O_U8TEXT);
	const winsock started;
	const auto arguments = command_line();
	auto number = [&](size_t i, int otherwise) {
		return i < arguments.size() ? std::stoi(arguments[i]) : otherwise;
	};
	if (!arguments.empty() && arguments[0] == L"server")
		return serve(static_cast<unsigned short>(number(1, 7012)), number(2, 0));
	if (arguments.size() >= 3 && arguments[0] == L"client")
		return visit(static_cast<unsigned short>(number(1, 0)), arguments[2],
			{arguments.begin() + 3, arguments.end()});
	std::cerr << "Usage: cpp_chat server [PORT [GUESTS]]\n"
				 "       cpp_chat client PORT NAME TEXT...\n";
	return 2;
} catch (const std::exception &e) {
	std::cerr << e.what() << std::endl;
	return 1;
}
