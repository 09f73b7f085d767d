// proxy.cpp: passes connections on to another server. AcceptEx takes them, ConnectEx
// makes those to the server, and one thread moves the bytes of all, whatever its
// completion port says is done next.
//
//	proxy PORT HOST SERVICE
//
// The end of a stream is passed on by itself: the other direction goes on. A connection
// that breaks off breaks off on the other side. Ctrl-C ends the proxy.
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#include <functional>
#include <iostream>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#pragma comment(lib, "ws2_32.lib")

constexpr int accepts = 8; // AcceptEx calls that wait for clients
constexpr DWORD address_size = sizeof(sockaddr_storage) + 16;

static void check(bool succeeded, const std::string &call)
{
	if (!succeeded)
		throw std::runtime_error(call + " failed: error " + std::to_string(GetLastError()));
}

// unique_socket closes its socket.
class unique_socket {
public:
	unique_socket() = default;
	explicit unique_socket(int family)
		: value_(WSASocketW(family, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED))
	{
		check(value_ != INVALID_SOCKET, "WSASocket");
	}
	unique_socket(unique_socket &&other) noexcept
		: value_(std::exchange(other.value_, INVALID_SOCKET))
	{
	}
	unique_socket &operator=(unique_socket &&other) noexcept
	{
		std::swap(value_, other.value_);
		return *this;
	}
	~unique_socket()
	{
		if (value_ != INVALID_SOCKET)
			closesocket(value_);
	}
	SOCKET get() const { return value_; }

private:
	SOCKET value_ = INVALID_SOCKET;
};

// extension finds an extension function of Winsock.
template <typename Function> static Function extension(SOCKET s, GUID id)
{
	Function f = nullptr;
	DWORD bytes;
	check(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &f, sizeof f, &bytes,
			  nullptr, nullptr) == 0, "SIO_GET_EXTENSION_FUNCTION_POINTER");
	return f;
}

// queue is a completion port and the operations under way.
class queue {
public:
	queue() { check(port_ != nullptr, "CreateIoCompletionPort"); }
	~queue() { CloseHandle(port_); }

	void add(SOCKET s)
	{
		check(CreateIoCompletionPort((HANDLE)s, port_, 0, 0) != nullptr, "the socket's port");
	}

	// start makes an overlapped call. done is called later, out of run, with an error and
	// the number of bytes, even if the call succeeds or fails at once.
	template <typename Call> void start(Call call, std::function<void(DWORD, DWORD)> done)
	{
		auto op = std::make_unique<operation>(std::move(done));
		if (!call(op.get()) && WSAGetLastError() != WSA_IO_PENDING) {
			op->error = WSAGetLastError();
			check(PostQueuedCompletionStatus(port_, 0, 0, op.get()), "PostQueuedCompletionStatus");
		}
		op.release();
		under_way_++;
	}

	// stop makes run call wanted, from any thread.
	void stop() { PostQueuedCompletionStatus(port_, 0, 0, nullptr); }

	// run serves until nothing is under way.
	void run(const std::function<void()> &wanted)
	{
		while (under_way_ > 0) {
			DWORD bytes = 0;
			ULONG_PTR key;
			OVERLAPPED *overlapped = nullptr;
			bool ok = GetQueuedCompletionStatus(port_, &bytes, &key, &overlapped, INFINITE);
			check(ok || overlapped != nullptr, "GetQueuedCompletionStatus");
			if (overlapped == nullptr) {
				wanted();
				continue;
			}
			const std::unique_ptr<operation> op(static_cast<operation *>(overlapped));
			under_way_--;
			op->done(ok ? op->error : GetLastError(), bytes);
		}
	}

private:
	struct operation : OVERLAPPED {
		explicit operation(std::function<void(DWORD, DWORD)> f) : OVERLAPPED{}, done(std::move(f)) {}
		std::function<void(DWORD, DWORD)> done;
		DWORD error = 0; // with which the call failed
	};

	HANDLE port_ = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
	size_t under_way_ = 0;
};

// A way carries bytes from one socket to the other.
struct way {
	way(const unique_socket &f, const unique_socket &t) : from(f), to(t) {}
	const unique_socket &from, &to;
	unsigned long long carried = 0;
	char buffer[16384];
};

// session is a client, the connection for it to the server, and both ways.
class session : public std::enable_shared_from_this<session> {
public:
	session(queue &q, unique_socket client, const std::string &name)
		: queue_(q), client_(std::move(client)), name_(name)
	{
		all().insert(this);
	}
	~session()
	{
		all().erase(this);
		std::cout << name_ << ": " << there_.carried << " bytes there, " << back_.carried
				  << " back" << std::endl;
	}

	// all is where the sessions are found that have not ended.
	static std::set<session *> &all()
	{
		static std::set<session *> sessions;
		return sessions;
	}

	// connect connects to an address of the server, or to one of those after it.
	void connect(const addrinfo *target)
	{
		server_ = unique_socket(target->ai_family);
		sockaddr_storage any{};
		any.ss_family = static_cast<ADDRESS_FAMILY>(target->ai_family);
		const SOCKET s = server_.get();
		check(bind(s, (sockaddr *)&any, (int)target->ai_addrlen) == 0, "bind");
		queue_.add(s);
		static const auto connect_ex = extension<LPFN_CONNECTEX>(s, WSAID_CONNECTEX);
		queue_.start([=](OVERLAPPED *o) {
			return connect_ex(s, target->ai_addr, (int)target->ai_addrlen, nullptr, 0, nullptr, o);
		}, [self = shared_from_this(), target](DWORD error, DWORD) {
			self->connected(error, target);
		});
	}

	// cut breaks both connections off; what is under way ends.
	void cut()
	{
		const LINGER at_once = {1, 0};
		for (unique_socket *s : {&client_, &server_}) {
			setsockopt(s->get(), SOL_SOCKET, SO_LINGER, (const char *)&at_once, sizeof at_once);
			*s = unique_socket();
		}
	}

private:
	void connected(DWORD error, const addrinfo *target)
	{
		if (client_.get() == INVALID_SOCKET)
			return; // cut while connecting
		if (error != 0 && target->ai_next != nullptr)
			return connect(target->ai_next);
		if (error != 0) {
			std::cerr << name_ << ": no connection, error " << error << std::endl;
			return cut();
		}
		check(setsockopt(server_.get(), SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, nullptr, 0) == 0,
			"SO_UPDATE_CONNECT_CONTEXT");
		receive(there_);
		receive(back_);
	}

	void receive(way &w)
	{
		queue_.start([&w](OVERLAPPED *o) {
			WSABUF buffer = {sizeof w.buffer, w.buffer};
			DWORD flags = 0;
			return WSARecv(w.from.get(), &buffer, 1, nullptr, &flags, o, nullptr) == 0;
		}, [self = shared_from_this(), &w](DWORD error, DWORD bytes) {
			if (error != 0)
				self->cut();
			else if (bytes > 0)
				self->send(w, bytes);
			else
				shutdown(w.to.get(), SD_SEND); // the end of this way
		});
	}

	void send(way &w, DWORD size)
	{
		queue_.start([&w, size](OVERLAPPED *o) {
			WSABUF buffer = {size, w.buffer};
			return WSASend(w.to.get(), &buffer, 1, nullptr, 0, o, nullptr) == 0;
		}, [self = shared_from_this(), &w](DWORD error, DWORD bytes) {
			w.carried += bytes;
			if (error != 0)
				self->cut();
			else
				self->receive(w);
		});
	}

	queue &queue_;
	unique_socket client_, server_;
	const std::string name_; // the client's address
	way there_{client_, server_}, back_{server_, client_};
};

// proxy takes clients and makes a session for each.
class proxy {
public:
	proxy(queue &q, unique_socket listener, const addrinfo *target)
		: queue_(q), listener_(std::move(listener)), target_(target)
	{
		accept_ex_ = extension<LPFN_ACCEPTEX>(listener_.get(), WSAID_ACCEPTEX);
		addresses_ = extension<LPFN_GETACCEPTEXSOCKADDRS>(listener_.get(), WSAID_GETACCEPTEXSOCKADDRS);
		queue_.add(listener_.get());
		for (int i = 0; i < accepts; i++)
			accept();
	}

	void close()
	{
		listener_ = unique_socket();
		for (session *s : session::all())
			s->cut();
	}

private:
	// door is where a client comes in.
	struct door {
		unique_socket client{AF_INET};
		char addresses[2 * address_size];
	};

	void accept()
	{
		auto d = std::make_shared<door>();
		queue_.start([&](OVERLAPPED *o) {
			DWORD bytes;
			return accept_ex_(listener_.get(), d->client.get(), d->addresses, 0, address_size,
				address_size, &bytes, o);
		}, [=](DWORD error, DWORD) {
			if (listener_.get() == INVALID_SOCKET)
				return;
			accept();
			if (error == 0)
				welcome(*d);
		});
	}

	void welcome(door &d)
	{
		const SOCKET l = listener_.get(), s = d.client.get();
		check(setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (const char *)&l, sizeof l) == 0,
			"SO_UPDATE_ACCEPT_CONTEXT");
		queue_.add(s);
		sockaddr *local, *remote;
		int local_size, remote_size;
		addresses_(d.addresses, 0, address_size, address_size, &local, &local_size, &remote,
			&remote_size);
		char host[NI_MAXHOST], service[NI_MAXSERV];
		getnameinfo(remote, remote_size, host, sizeof host, service, sizeof service,
			NI_NUMERICHOST | NI_NUMERICSERV);
		std::make_shared<session>(queue_, std::move(d.client), std::string(host) + ":" + service)
			->connect(target_);
	}

	queue &queue_;
	unique_socket listener_;
	const addrinfo *target_;
	LPFN_ACCEPTEX accept_ex_;
	LPFN_GETACCEPTEXSOCKADDRS addresses_;
};

static queue *running; // set as long as Ctrl-C has something to stop

static BOOL WINAPI on_control(DWORD)
{
	running->stop();
	return TRUE;
}

static unique_socket listen_on(unsigned short port)
{
	unique_socket s(AF_INET);
	sockaddr_in address{};
	int size = sizeof address;
	address.sin_family = AF_INET;
	address.sin_port = htons(port);
	check(bind(s.get(), (sockaddr *)&address, size) == 0, "bind");
	check(listen(s.get(), SOMAXCONN) == 0, "listen");
	check(getsockname(s.get(), (sockaddr *)&address, &size) == 0, "getsockname");
	std::cout << "Listening on port " << ntohs(address.sin_port) << std::endl;
	return s;
}

int main(int argc, char **argv)
try {
	WSADATA data;
	if (argc != 4) {
		std::cerr << "Usage: proxy PORT HOST SERVICE" << std::endl;
		return 2;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	addrinfo hints{}, *target;
	hints.ai_socktype = SOCK_STREAM;
	if (int error = getaddrinfo(argv[2], argv[3], &hints, &target); error != 0) {
		std::cerr << argv[2] << ": error " << error << std::endl;
		return 1;
	}
	{
		queue q;
		running = &q;
		SetConsoleCtrlHandler(on_control, TRUE);
		proxy p(q, listen_on(static_cast<unsigned short>(std::stoi(argv[1]))), target);
		q.run([&] { p.close(); });
		SetConsoleCtrlHandler(on_control, FALSE);
	}
	freeaddrinfo(target);
	WSACleanup();
	return 0;
} catch (const std::exception &e) {
	std::cerr << e.what() << std::endl;
	return 1;
}
