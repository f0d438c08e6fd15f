#!/bin/sh
# Runs the packed job. Results are written to $OUT (default: results beside this), early and often.
#   sh run.sh [--minutes N] [--limit SECONDS] [-- more options of the job]
# Run it again with the same $OUT, or after `npm run gpu -- unpack`, to go on.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
. "$HERE/job.env"
LIMIT=540
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) MINUTES=$2; shift 2 ;;
    --limit) LIMIT=$2; shift 2 ;;
    --) shift; break ;;
    *) echo "run.sh: unknown option $1" >&2; exit 2 ;;
  esac
done
BEGAN=$(date +%s)
left() { echo $((LIMIT - $(date +%s) + BEGAN)); }  # seconds until the limit
minutes() { awk "BEGIN { print $1 / 60 }"; }
OUT=${OUT:-$HERE/results}
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
. "$HERE/enter.sh"
export OUT LIMIT MINUTES JOB
printf '{ "job": "%s" }\n' "$JOB" > "$OUT/job.json"
if [ -d "$HERE/resume" ] && [ ! -e "$OUT/run" ]; then cp -r "$HERE/resume" "$OUT/run"; fi
. "$HERE/job.sh"
