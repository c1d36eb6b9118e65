#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Started once by init on a virtual device: mounts, modules, network. What differs between devices
# is in /opt/lab/settings, lines of a word and a value. Applets are called by way of the whole
# busybox, because a device may show only a few of them.
bb=/opt/lab/busybox

$bb mount -t proc proc /proc
$bb mount -t sysfs sysfs /sys
$bb mount -t devtmpfs dev /dev
$bb mkdir -p /dev/pts
$bb mount -t devpts devpts /dev/pts
$bb ln -s /proc/self/fd /dev/fd

while read -r word value; do
    case $word in
    name) $bb hostname "$value" ;;
    tmp) $bb mount -t tmpfs -o "size=$value,mode=1777" tmpfs /tmp ;;
    module) $bb insmod "/lib/modules/$value" || echo "lab: no module $value" ;;
    hide) $bb mount -t tmpfs -o ro,size=4k tmpfs "$value" ;;
    bind) $bb mount --bind "/opt/lab/over$value" "$value" ;;
    copy)
        $bb mkdir -p "$($bb dirname "$value")"
        $bb cp "/opt/lab/over$value" "$value"
        ;;
    esac
done </opt/lab/settings
# Nothing else gathers randomness here, and the first ssh connection would wait for it.
/opt/lab/seed </opt/lab/randomness >/dev/urandom

$bb ifconfig lo 127.0.0.1 up
# The driver may find its PHY some time after it was loaded; without a carrier the first packets
# are lost.
waited=0
until [ -e /sys/class/net/eth0 ] || [ $waited -ge 300 ]; do
    $bb usleep 50000
    waited=$((waited + 1))
done
$bb ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
$bb route add default gw 10.0.2.2
until [ "$($bb cat /sys/class/net/eth0/carrier)" = 1 ] || [ $waited -ge 300 ]; do
    $bb usleep 50000
    waited=$((waited + 1))
done

$bb mount -o remount,ro /
# The log speaks of the emulator's board.
$bb dmesg -n 1
$bb dmesg -c >/dev/null
