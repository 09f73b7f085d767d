# A multicast peer that knows nothing of this project: carries out the lines it reads and
# answers each with a line.
import socket
import struct
import sys

sockets = {}


def member(group, port, interface):
    s = socket.socket(socket.AF_INET6 if ":" in group else socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.settimeout(5)
    s.bind(("", int(port)))
    index = socket.if_nametoindex(interface)
    if ":" in group:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, socket.inet_pton(socket.AF_INET6, group) + struct.pack("@I", index))
    else:
        mreqn = struct.pack("=4s4si", socket.inet_aton(group), b"\0" * 4, index)
        s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, mreqn)
        s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, mreqn)
    return s


for line in sys.stdin:
    verb, *words = line.split()
    answer = "ok"
    try:
        if verb == "member":  # group port interface
            sockets[words[0]] = member(*words)
        elif verb == "send":  # group port text
            sockets[words[0]].sendto(words[2].encode(), (words[0], int(words[1])))
        elif verb == "direct":  # group host port text
            sockets[words[0]].sendto(words[3].encode(), (words[1], int(words[2])))
        elif verb == "hear":  # group
            answer = sockets[words[0]].recv(100).decode()
    except OSError as e:
        answer = "error: %s" % e
    print(answer, flush=True)
