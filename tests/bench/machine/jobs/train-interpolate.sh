# Renders sequences, plays them through the interpolator's passes, trains its network until the limit, evaluates and exports.
# More options go to models.interpolate.train. SEQUENCES, SIZE, FRAMES: of the data; PROCESSES: that render; GIGABYTES: of
# candidates held for training; RESERVE: seconds kept for evaluation and export.
RESERVE=${RESERVE:-25} DATA=$WORK/candidates PROCESSES=${PROCESSES:-6}
cli() { node "$APP/models/upscale/data/host/cli.js" --between "$@"; }
phase() { echo "· $1 after $((LIMIT - $(left))) s, $(ls "$DATA/train" "$WORK/sequences/train" 2>/dev/null | grep -c safetensors) files"; }
render() {
  cli --out "$WORK/sequences/$1" --split "$1" --sequences "$2" --frames "${FRAMES:-13}" --size "${SIZE:-384x216}" \
    --budget "$(minutes "$3")" --processes "$4" ${HDRI:+--hdri "$HDRI"}
}
play() { cli --candidates "$WORK/sequences/$1" --out "$DATA/$1" --processes "$2"; }
[ -d "$HERE/data" ] && HDRI=$HERE/data
TEST=${TEST:-6}
# What is judged is rendered beside what is learned from.
(render validation "${VALIDATION:-14}" $((LIMIT / 10)) 1 && play validation 1) & judged=$!
if [ "$TEST" -gt 0 ]; then (render test "$TEST" $((LIMIT / 10)) 1 && play test 1) & tested=$!; else tested=$judged; fi
render train "${SEQUENCES:-420}" $((LIMIT / 4)) "$PROCESSES"
phase rendered
play train "$PROCESSES"
wait "$judged" "$tested"
rm -rf "$WORK/sequences/train"  # its candidates are what is left to read
phase played
cd "$APP"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
set -- --data "$DATA" --out "$OUT/run" --minutes "${MINUTES:-$(minutes $for_training)}" --evaluate-every 0.33 --resume \
  --batch "${BATCH:-32}" --gigabytes "${GIGABYTES:-16}" "$@"
[ "${BEGIN:-}" = shipped ] && set -- --begin "$APP/models/interpolate/standard" "$@"
# Asked to end, the run writes a checkpoint first.
timeout -s TERM "$for_training" "$PYTHON" -m models.interpolate.train "$@" || [ -e "$OUT/run/checkpoint.pt" ]
phase trained
if [ "$TEST" -gt 0 ]; then "$PYTHON" -m models.interpolate.evaluate "$OUT/run" "$DATA/test" --json "$OUT/test.json" || true; fi
METRICS=
[ -e "$OUT/test.json" ] && METRICS="--metrics test=$OUT/test.json"
# shellcheck disable=SC2086 # two words
"$PYTHON" -m models.interpolate.export "$OUT/run" --out "$OUT/model" $METRICS
phase exported
