package winsock

import "winsock/internal/call"

// WSAGetQOSByName fills qos with the quality of service whose name is in
// qosName.Buf: one that was installed with [WSCInstallQOSTemplate] or one of the
// built-in ones, G711, G723.1, G729, H263QCIF, H263CIF, H261QCIF, H261CIF, GSM6.10.
// When the buffer begins with a 0, it is filled with as many names as fit, each ended
// by a 0, and the list by an empty name; qos may be nil then.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (no buffer, or qos nil with a
// name), WSAEINVAL (no such name), WSAEOPNOTSUPP (the entry of s in the catalog lacks
// XP1_QOS_SUPPORTED), WSAENETDOWN (quality.json can't be read).
//
// Source: P-454…P-457.
func WSAGetQOSByName(s Handle, qosName *WSABuf, qos *QOS) (err error) {
	return call.WSAGetQOSByName(s, qosName, qos).Err()
}

// WSCInstallQOSTemplate gives a quality of service a name, for [WSAGetQOSByName] on
// sockets of one provider or, with nil, of all. What has the name already is replaced.
// It stands in quality.json beside the catalog.
//
// Errors: WSAEFAULT, WSAEINVAL (the name is empty or longer than 255 bytes, the catalog
// has no such provider, qos is not valid), WSANO_RECOVERY (the file can't be changed).
//
// Source: P-314, P-456.
func WSCInstallQOSTemplate(provider *GUID, qosName *WSABuf, qos *QOS) (err error) {
	return call.WSCInstallQOSTemplate(provider, qosName, qos).Err()
}

// WSCRemoveQOSTemplate takes the name of an installed quality of service back; one that
// was built in under the same name is there again.
//
// Errors: WSAEFAULT, WSAEINVAL (nothing was installed under that name, for that
// provider), WSANO_RECOVERY.
//
// Source: P-315.
func WSCRemoveQOSTemplate(provider *GUID, qosName *WSABuf) (err error) {
	return call.WSCRemoveQOSTemplate(provider, qosName).Err()
}
