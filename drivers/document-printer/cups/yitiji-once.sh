#!/bin/sh
# CUPS backend that lets a job begin only once, whatever happens to cupsd in between: a restart in the middle of a job puts the job back into the queue and
# would print it again from page 1. And none that was sent before the machine was started anew: it would come out before somebody else. Installed as <ServerBin>/backend/yitiji-once, owner root, mode 0700; queue URI: yitiji-once:/<real URI>.
# Exit codes are those of backend(7): 4 stops the queue, 5 cancels the job.

# Asked for devices: it has none of its own.
[ $# -eq 0 ] && exit 0

uri=${DEVICE_URI#yitiji-once:/}
scheme=${uri%%:*}
case $scheme in *[!A-Za-z0-9+.-]* | '' | yitiji-once) echo "ERROR: no backend in $DEVICE_URI" >&2; exit 4 ;; esac
real=$CUPS_SERVERBIN/backend/$scheme
[ -x "$real" ] || { echo "ERROR: $real is missing" >&2; exit 4; }

# Whoever sent it is gone with the start of the machine in which it was sent, and nobody waits for it any more. A job without the mark is of another program.
case " $5 " in *" yitiji-boot="*)
  sent=${5#*yitiji-boot=}
  now=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)
  if [ -n "$now" ] && [ "${sent%% *}" != "$now" ]; then
    echo "ERROR: this job was sent before the machine was started anew, and is not begun" >&2
    exit 5
  fi ;;
esac

# The job's UUID never comes again, its number may. Options stand in the fifth argument.
case $5 in *job-uuid=*) job=${5#*job-uuid=}; job=${job%% *} ;; *) job=$1-$3 ;; esac
job=$(printf %s "$job" | tr -dc 'A-Za-z0-9-')

folder=${CUPS_CACHEDIR:-/var/cache/cups}/yitiji-once
mkdir -p "$folder"
find "$folder" -type f -mtime +30 -delete
mark=$folder/$job
# noclobber creates the file or fails, in one step; durable before the first byte leaves.
if (set -C && : > "$mark") 2>/dev/null && sync "$mark" "$folder"; then
  DEVICE_URI=$uri exec "$real" "$@"
fi
if [ -e "$mark" ]; then
  echo "ERROR: this job has begun before and is not begun again" >&2
  exit 5
fi
echo "ERROR: $folder cannot be written" >&2
exit 4
