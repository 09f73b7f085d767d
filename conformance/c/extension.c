/* extension.c: how extension functions are had. Chapter 6.1 of overlapped.md. */
#include "operation.h"

/* The functions, their GUIDs as text. */
static const struct {
	const char *clause, *name, *text;
	GUID id;
} functions[] = {
	{"O-357", "TransmitFile", "b5367df0-cbac-11cf-95ca-00805f48a192", WSAID_TRANSMITFILE},
	{"O-358", "AcceptEx", "b5367df1-cbac-11cf-95ca-00805f48a192", WSAID_ACCEPTEX},
	{"O-359", "GetAcceptExSockaddrs", "b5367df2-cbac-11cf-95ca-00805f48a192",
		WSAID_GETACCEPTEXSOCKADDRS},
	{"O-360", "TransmitPackets", "d9689da0-1f90-11d3-9971-00c04f68c876", WSAID_TRANSMITPACKETS},
	{"O-361", "ConnectEx", "25a207b9-ddf3-4660-8ee9-76e58c74063e", WSAID_CONNECTEX},
	{"O-362", "DisconnectEx", "7fda2e11-8630-436f-a031-f536a6eec157", WSAID_DISCONNECTEX},
	{"O-363", "WSARecvMsg", "f689d7c8-6f1f-436b-8a53-e54fe351c322", WSAID_WSARECVMSG},
	{"O-364", "WSASendMsg", "a441e712-754f-43ca-84a7-0dee44cf606d", WSAID_WSASENDMSG},
	{"O-365", "WSAPoll", "18c76f85-dc66-4964-972e-23c27238312b", WSAID_WSAPOLL},
};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

static DWORD n; /* what ask said it wrote */

/* ask is the ioctl for the function with this GUID; *f gets it. */
static int ask(SOCKET s, const GUID *id, void **f, OVERLAPPED *o)
{
	n = 0xDEAD;
	*f = NULL;
	return WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, (void *)id, sizeof *id, f, sizeof *f, &n, o,
		NULL);
}

/* spelled writes a GUID as text. */
static const char *spelled(const GUID *g)
{
	static char text[40];
	snprintf(text, sizeof text, "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		(unsigned)g->Data1, g->Data2, g->Data3, g->Data4[0], g->Data4[1], g->Data4[2], g->Data4[3],
		g->Data4[4], g->Data4[5], g->Data4[6], g->Data4[7]);
	return text;
}

static void each(void)
{
	SOCKET t = tcp(), u = udp(), l = listener();
	void *f, *g;
	for (int i = 0; i < FUNCTIONS; i++) {
		check(functions[i].clause, strcmp(spelled(&functions[i].id), functions[i].text) == 0,
			"the GUID");
		expect(functions[i].clause, functions[i].name, ask(t, &functions[i].id, &f, NULL), 0);
		check(functions[i].clause, f != NULL && n == sizeof f, "the function, and its size");
	}
	GUID id = WSAID_ACCEPTEX;
	check("O-351", ask(t, &id, &f, NULL) == 0 && f != NULL, "AcceptEx by an unbound socket");
	check("O-351", ask(l, &id, &g, NULL) == 0 && g == f, "by a listening one it is the same");
	check("O-351", ask(u, &id, &g, NULL) == 0 && g != NULL, "by a UDP socket");
	closesocket(t);
	closesocket(u);
	closesocket(l);
	fails("O-351", "by a closed socket", ask(t, &id, &f, NULL), WSAENOTSOCK);
	check("O-355", SIO_GET_EXTENSION_FUNCTION_POINTER == 0xC8000006, "the control code");
#ifdef WSAID_MULTIPLE_RIO
	check("O-355", SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER == 0xC8000024,
		"the control code for tables");
	GUID rio = WSAID_MULTIPLE_RIO;
	check("O-366", strcmp(spelled(&rio), "8509e081-96dd-4005-b165-9e2ee8c79e3f") == 0, "the GUID");
#endif
}

static void overlapped(void)
{
	SOCKET s = tcp();
	HANDLE port = new_port();
	GUID none = {1, 2, 3, {4}}, id = WSAID_CONNECTEX;
	OVERLAPPED o, before;
	void *f;
	attach(s, port, 7);
	fresh(&o, NULL);
	before = o;
	fails("O-352", "an unknown GUID", ask(s, &none, &f, NULL), WSAEINVAL);
	fails("O-352", "with an OVERLAPPED", ask(s, &none, &f, &o), WSAEINVAL);
	check("O-352", memcmp(&o, &before, sizeof o) == 0, "that is left alone");
	fails("O-353", "no count", WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &f,
		sizeof f, NULL, NULL, NULL), WSAEFAULT);
	fails("O-353", "nor with an OVERLAPPED", WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
		sizeof id, &f, sizeof f, NULL, &o, NULL), WSAEFAULT);
	fails("O-353", "of another code", WSAIoctl(s, FIONREAD, NULL, 0, &f, sizeof f, NULL, &o, NULL),
		WSAEFAULT);
	no_packet("O-352", "a failed start queues no packet", port);
	expect("O-354", "a known GUID with an OVERLAPPED", ask(s, &id, &f, &o), 0);
	check("O-354", f != NULL && n == sizeof f, "the function, and its size");
	packet("O-354", "its packet", port, 7, &o, 0, 0);
	closesocket(s);
	CloseHandle(port);
}

int main(void)
{
	start();
	each();
	overlapped();
	WSACleanup();
	return verdict();
}
