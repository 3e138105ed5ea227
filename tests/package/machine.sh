#!/bin/bash
# Usage: machine.sh DIR PACKAGES SCRIPT [SYSTEM]
# Runs SCRIPT as root on a machine of its own: SYSTEM (this system, or a folder with another one) as it is, read through an overlay, so that nothing that happens there stays.
# PACKAGES is to be seen there as /packages. A root of its own by pivot_root and not by chroot: the sandbox of a browser makes user namespaces, which a chroot forbids.
set -euo pipefail
dir=$1 packages=$2 script=$3 system=${4:-/}
mkdir -p "$dir/upper" "$dir/work" "$dir/root"
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$system,upperdir=$dir/upper,workdir=$dir/work" "$dir/root"
cd "$dir/root"
mount --rbind /dev dev
mount --rbind /sys sys
mount -t proc proc proc
for folder in run tmp; do mount -t tmpfs tmpfs "$folder"; done
mkdir -p packages old var/lib/yitiji
# What other tests keep there is not this machine's.
mount -t tmpfs tmpfs var/lib/yitiji
mount --bind "$packages" packages
pivot_root . old
umount -l old
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
exec bash -euo pipefail -c "$script"
