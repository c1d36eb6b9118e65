#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs on the console of a virtual device after boot. It says LAB-READY and waits there: this is the
# moment that snapshots keep. Whatever must not be older than the snapshot (the clock, randomness,
# the flash file system, which outlives every snapshot) comes with the line
#   resume SECONDS-SINCE-1970 RANDOM-TEXT
# from the host.
bb=/opt/lab/busybox

flash() {
    while read -r word device where type options; do
        [ "$word" = flash ] || continue
        waited=0
        until [ -b "$device" ] || [ $waited -ge 100 ]; do
            $bb usleep 50000
            waited=$((waited + 1))
        done
        $bb mount -t "$type" -o "$options" "$device" "$where" || echo "LAB-FAILED cannot mount $device on $where"
    done </opt/lab/settings
}

# No echo: the host's own words would come back among ours.
$bb stty -echo
echo LAB-READY
while read -r word now random; do
    [ "$word" = resume ] || continue
    $bb date -u -s "@$now" >/dev/null
    echo "$random" | /opt/lab/seed >/dev/urandom
    flash
    echo LAB-RUNNING
done
