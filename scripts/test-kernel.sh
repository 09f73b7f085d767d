#!/bin/sh
# Runs the kernel-bound tests on Debian's own kernel, booted under qemu: what
# works on the newest kernel must work on the one that Debian 12 ships. Without
# KERNEL=path-to-vmlinuz the package is fetched. Ends with 0 when all pass.
set -eu
cd "$(dirname "$0")/.."

need() {
	command -v "$1" >/dev/null && return
	if [ "$(id -u)" != 0 ]; then
		echo "winsock: $1 is needed; install Debian's packages qemu-system-x86, busybox-static, cpio" >&2
		exit 1
	fi
	apt-get install -y -q --no-install-recommends qemu-system-x86 busybox-static cpio
}
need qemu-system-x86_64
need busybox
need cpio

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

if [ -z "${KERNEL:-}" ]; then
	package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\).*/\1/p' | head -1)
	if [ -z "$package" ]; then
		echo "winsock: no Debian kernel is known here; name one with KERNEL=path-to-vmlinuz" >&2
		exit 1
	fi
	(cd "$work" && apt-get download -q "$package" && dpkg -x linux-image-*.deb kernel)
	KERNEL=$(ls "$work"/kernel/boot/vmlinuz-*)
fi

rooms="internal/sys internal/engine internal/registry internal/witness internal/audit provider/loop provider/afunix provider/tcpip internal/core"
mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" "$root/tmp" "$root/etc" "$root/root"
cp "$(command -v busybox)" "$root/bin/busybox"
for room in $rooms; do
	mkdir -p "$root/src/$room"
	CGO_ENABLED=0 go test -c -o "$root/src/$room/room.test" "./$room"
	[ ! -d "$room/testdata" ] || cp -r "$room/testdata" "$root/src/$room/"
done
echo "root:x:0:0::/root:/bin/sh" >"$root/etc/passwd"
echo "127.0.0.1 localhost" >"$root/etc/hosts"
cat >"$root/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmp /dev/shm
mount -t tmpfs tmp /tmp
ip link set lo up
ulimit -n 20000
echo "kernel $(uname -r)"
failed=0
for room in @rooms@; do
	cd /src/$room
	if ./room.test -test.short -test.timeout 600s >/tmp/out 2>&1; then
		echo "ok      $room"
	else
		echo "FAIL    $room"
		cat /tmp/out
		failed=1
	fi
done
[ $failed = 0 ] && echo "ALL ROOMS PASS"
poweroff -f
INIT
sed -i "s|@rooms@|$rooms|" "$root/init"
chmod +x "$root/init"
(cd "$root" && find . | cpio -o -H newc 2>/dev/null | gzip -1) >"$work/initrd"

timeout 1800 qemu-system-x86_64 -M q35 -cpu max -smp 2 -m 3G -nographic -no-reboot \
	-kernel "$KERNEL" -initrd "$work/initrd" -append "console=ttyS0 quiet panic=-1 audit=1" </dev/null |
	tee "$work/console"
grep -q "ALL ROOMS PASS" "$work/console"
