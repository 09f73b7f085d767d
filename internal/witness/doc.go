// Package witness is the kernel's word about binds: it tells of each process of
// the machine that binds a socket to one of the watched ports, whatever library it
// uses, by small programs that the kernel runs in its bind calls. The kernel gives
// them the address after it was copied from the process, so nobody can show one
// address and bind another; the process, user and name are the kernel's own, too.
//
// Two places are watched, before an address is given to a socket and after that
// has succeeded. An attempt that no success follows has failed.
//
// The programs live as long as the [Witness]: nothing is left in the kernel when
// its process is killed. They need CAP_BPF and CAP_NET_ADMIN, and a cgroup-2
// hierarchy, at whose root they are put; what is seen are the processes below the
// root that this process sees. Binds of unwatched ports cost a look-up.
package witness
