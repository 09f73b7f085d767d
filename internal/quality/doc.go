// Package quality is the arithmetic of quality of service: what a flow specification
// asks of this host (Flow), the objects that go along with it (Objects), how long a
// message has to wait (Bucket), how a group's rate is shared out (Share), and the
// file with named qualities and limits (Store). It knows no sockets.
package quality
