#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The ssh server in the foreground, under init; keys only. `start` puts the device's kernel age
# around it and around everything that it starts.
exec /opt/lab/start -F -E -s -r /opt/lab/hostkey -p 22 -P ''
