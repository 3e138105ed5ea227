#!/bin/sh
# Stands where Electron would: starts the terminal service as the shell does, without a window.
exec "$YITIJI_NODE" --no-warnings "$YITIJI_TERMINAL"
