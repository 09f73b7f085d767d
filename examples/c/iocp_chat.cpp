// iocp_chat.cpp: the chat room of chat_server.c with a completion port: threads take
// from it what has been done, instead of asking what could be.
//
//	iocp_chat [PORT [THREADS]]
//
// The first line that a client sends is its name. "/who" lists who is there, "/quit"
// leaves. Ctrl-C ends the server in good order: no new clients, the old ones are cut
// off, and every operation is waited for before its memory goes.
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#include <condition_variable>
#include <functional>
#include <iostream>
#include <list>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#pragma comment(lib, "ws2_32.lib")

constexpr int accepts = 4; // AcceptEx calls that wait for clients
constexpr DWORD address_size = sizeof(sockaddr_in) + 16;
constexpr size_t longest_line = 511, longest_name = 31;
constexpr size_t most_unsent = 32768; // who has more to take does not read

static void check(bool succeeded, const char *call)
{
	if (!succeeded)
		throw std::runtime_error(std::string(call) + " failed: error " + std::to_string(GetLastError()));
}

// An operation is the memory of an overlapped call until its packet has come.
struct operation : OVERLAPPED {
	std::function<void(bool ok, DWORD bytes)> done;
};

// A client is held by the room and by what it has under way.
struct client {
	SOCKET socket = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
	char buffer[1024]; // what it has sent; for AcceptEx, the addresses
	std::string name, line;
	size_t unsent = 0;
	enum { here, leaving, gone } state = here; // leaving: gone when all is sent

	client() { check(socket != INVALID_SOCKET, "WSASocket"); }
	client(const client &) = delete;
	~client() { hang_up(); }

	// hang_up closes the socket; what is under way ends.
	void hang_up()
	{
		if (socket != INVALID_SOCKET)
			closesocket(socket);
		socket = INVALID_SOCKET;
	}
};

using guest = std::shared_ptr<client>;

class room {
public:
	room(SOCKET listener, unsigned threads) : listener_(listener)
	{
		port_ = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, threads);
		check(port_ != nullptr, "CreateIoCompletionPort");
		check(CreateIoCompletionPort((HANDLE)listener, port_, 0, 0) != nullptr, "the port");
		GUID id = WSAID_ACCEPTEX;
		DWORD bytes;
		check(WSAIoctl(listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &accept_ex_,
				  sizeof accept_ex_, &bytes, nullptr, nullptr) == 0, "WSAIoctl");
		for (int i = 0; i < accepts; i++)
			accept();
		for (unsigned i = 0; i < threads; i++)
			threads_.emplace_back(&room::work, this);
	}

	// ~room waits for everything that is under way, then for the threads.
	~room()
	{
		{
			std::unique_lock lock(mutex_);
			std::cout << "Closing, " << guests_.size() << " here." << std::endl;
			closing_ = true;
			closesocket(listener_);
			for (const guest &g : guests_)
				g->hang_up();
			nothing_left_.wait(lock, [this] { return under_way_ == 0; });
		}
		for (size_t i = 0; i < threads_.size(); i++)
			PostQueuedCompletionStatus(port_, 0, 0, nullptr);
		for (std::thread &t : threads_)
			t.join();
		CloseHandle(port_);
	}

private:
	// work is what each thread does: it takes packets until it gets an empty one.
	void work()
	{
		for (;;) {
			DWORD bytes = 0;
			ULONG_PTR key;
			OVERLAPPED *overlapped = nullptr;
			bool ok = GetQueuedCompletionStatus(port_, &bytes, &key, &overlapped, INFINITE);
			if (overlapped == nullptr)
				return;
			const std::lock_guard lock(mutex_);
			auto op = static_cast<operation *>(overlapped);
			try {
				if (!closing_)
					op->done(ok, bytes);
			} catch (const std::exception &e) {
				std::cerr << e.what() << std::endl;
			}
			delete op;
			if (!closing_)
				see_off();
			if (--under_way_ == 0)
				nothing_left_.notify_one();
		}
	}

	// start makes an overlapped call; what done is gets its result in some thread, even
	// that of a call which has succeeded at once. False: the call has failed.
	template <typename Call> bool start(Call call, std::function<void(bool, DWORD)> done)
	{
		auto op = std::unique_ptr<operation>(new operation{{}, std::move(done)});
		if (!call(op.get()) && WSAGetLastError() != WSA_IO_PENDING)
			return false;
		op.release();
		under_way_++;
		return true;
	}

	// accept waits for one more client.
	void accept()
	{
		auto g = std::make_shared<client>();
		DWORD bytes;
		check(start([&](OVERLAPPED *o) {
			return accept_ex_(listener_, g->socket, g->buffer, 0, address_size, address_size,
				&bytes, o);
		}, [=](bool ok, DWORD) { welcome(g, ok); }), "AcceptEx");
	}

	void welcome(const guest &g, bool ok)
	{
		accept();
		if (!ok) // it has gone already
			return;
		check(setsockopt(g->socket, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&listener_,
				  sizeof listener_) == 0, "SO_UPDATE_ACCEPT_CONTEXT");
		check(CreateIoCompletionPort((HANDLE)g->socket, port_, 0, 0) != nullptr, "the port");
		guests_.push_back(g);
		tell(g, "Your name?");
		receive(g);
	}

	void receive(const guest &g)
	{
		WSABUF buffer = {sizeof g->buffer, g->buffer};
		DWORD flags = 0;
		if (!start([&](OVERLAPPED *o) {
			return WSARecv(g->socket, &buffer, 1, nullptr, &flags, o, nullptr) == 0;
		}, [=](bool ok, DWORD bytes) { hear(g, ok ? bytes : 0); }))
			g->state = client::gone;
	}

	// hear cuts what a client sent into lines.
	void hear(const guest &g, DWORD bytes)
	{
		if (bytes == 0)
			g->state = client::gone;
		for (DWORD i = 0; i < bytes && g->state == client::here; i++) {
			if (g->buffer[i] == '\n')
				obey(g, std::exchange(g->line, ""));
			else if (g->buffer[i] != '\r' && g->line.size() < longest_line)
				g->line += g->buffer[i];
		}
		if (g->state != client::gone)
			receive(g);
	}

	// obey does what a line says.
	void obey(const guest &g, const std::string &line)
	{
		if (g->name.empty() && (line.empty() || line.size() > longest_name)) {
			tell(g, "A name has 1 to " + std::to_string(longest_name) + " letters. Yours?");
		} else if (g->name.empty()) {
			g->name = line;
			tell(g, "Hello " + line + ", " + std::to_string(guests_.size()) + " here.");
			tell_others(g, line + " comes in.");
		} else if (line == "/quit") {
			tell(g, "Bye.");
			g->state = g->unsent > 0 ? client::leaving : client::gone;
		} else if (line == "/who") {
			for (const guest &one : guests_)
				tell(g, "  " + (one->name.empty() ? "(new)" : one->name));
		} else {
			tell_others(g, g->name + ": " + line);
		}
	}

	// tell sends a line. Sends of a socket that are under way together keep their order.
	void tell(const guest &g, const std::string &line)
	{
		if (g->state != client::here)
			return;
		auto text = std::make_shared<std::string>(line + "\r\n");
		WSABUF buffer = {(ULONG)text->size(), text->data()};
		g->unsent += text->size();
		if (g->unsent > most_unsent) {
			g->state = client::gone;
			const LINGER at_once = {1, 0}; // nobody waits for what is still to be sent
			setsockopt(g->socket, SOL_SOCKET, SO_LINGER, (const char *)&at_once, sizeof at_once);
			return;
		}
		if (!start([&](OVERLAPPED *o) {
			return WSASend(g->socket, &buffer, 1, nullptr, 0, o, nullptr) == 0;
		}, [=](bool ok, DWORD) {
			g->unsent -= text->size();
			if (!ok || (g->state == client::leaving && g->unsent == 0))
				g->state = client::gone;
		}))
			g->state = client::gone;
	}

	void tell_others(const guest &but, const std::string &line)
	{
		for (const guest &g : guests_) {
			if (g != but && !g->name.empty())
				tell(g, line);
		}
	}

	// see_off hangs up on those who have gone, and tells the others.
	void see_off()
	{
		for (auto i = guests_.begin(); i != guests_.end();) {
			const guest g = *i;
			if (g->state != client::gone) {
				++i;
				continue;
			}
			guests_.erase(i);
			g->hang_up();
			if (!g->name.empty())
				tell_others(g, g->name + " has left.");
			i = guests_.begin(); // the news may have been too much for someone
		}
	}

	SOCKET listener_;
	HANDLE port_;
	LPFN_ACCEPTEX accept_ex_;
	std::vector<std::thread> threads_;
	std::mutex mutex_; // guards the rest, and all clients
	std::condition_variable nothing_left_;
	std::list<guest> guests_; // in the order of coming in
	size_t under_way_ = 0;
	bool closing_ = false;
};

static HANDLE stop_wanted = CreateEventW(nullptr, TRUE, FALSE, nullptr);
static HANDLE stopped = CreateEventW(nullptr, TRUE, FALSE, nullptr);

static BOOL WINAPI on_control(DWORD)
{
	SetEvent(stop_wanted);
	WaitForSingleObject(stopped, 5000); // after CTRL_CLOSE_EVENT the process ends on return
	return TRUE;
}

int main(int argc, char **argv)
try {
	const auto port = static_cast<unsigned short>(argc > 1 ? std::stoi(argv[1]) : 7013);
	const int threads = argc > 2 ? std::stoi(argv[2]) : 2;
	WSADATA data;
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	SetConsoleCtrlHandler(on_control, TRUE);

	sockaddr_in address{};
	int size = sizeof address;
	address.sin_family = AF_INET;
	address.sin_port = htons(port);
	const SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	check(bind(listener, (sockaddr *)&address, size) == 0, "bind");
	check(listen(listener, SOMAXCONN) == 0, "listen");
	check(getsockname(listener, (sockaddr *)&address, &size) == 0, "getsockname");
	std::cout << "Listening on port " << ntohs(address.sin_port) << std::endl;
	{
		room chat(listener, threads);
		WaitForSingleObject(stop_wanted, INFINITE);
	}
	WSACleanup();
	SetEvent(stopped);
	return 0;
} catch (const std::exception &e) {
	std::cerr << e.what() << std::endl;
	return 1;
}
