/*
 * restrict.c: restrict WHAT PROGRAM ARGUMENTS... runs a program without something:
 * io_uring (seccomp forbids its calls), memlock (no memory may be pinned), or with
 * nofile=N descriptors.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int no_io_uring(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, __NR_io_uring_setup, 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, __NR_io_uring_register, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {sizeof rules / sizeof *rules, rules};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
		return -1;
	return syscall(__NR_io_uring_setup, 1, NULL) == -1 && errno == EPERM ? 0 : -1;
}

static int limit(int what, rlim_t to)
{
	struct rlimit l = {to, to};
	return setrlimit(what, &l);
}

int main(int argc, char **argv)
{
	int failed = -1;

	if (argc < 3)
		return 2;
	if (strcmp(argv[1], "io_uring") == 0)
		failed = no_io_uring();
	else if (strcmp(argv[1], "memlock") == 0)
		failed = limit(RLIMIT_MEMLOCK, 0);
	else if (strncmp(argv[1], "nofile=", 7) == 0)
		failed = limit(RLIMIT_NOFILE, strtoul(argv[1] + 7, NULL, 10));
	if (failed) {
		perror(argv[1]);
		return 2;
	}
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
