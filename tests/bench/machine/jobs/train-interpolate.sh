# Renders sequences, plays them through the interpolator's passes, trains its network until the limit, evaluates and exports.
# More options go to models.interpolate.train. SEQUENCES, SIZE, FRAMES: of the data; RESERVE: seconds kept for evaluation and export.
RESERVE=${RESERVE:-60} DATA=$WORK/candidates
render() {
  node "$APP/models/upscale/data/host/cli.js" --between --out "$WORK/sequences/$1" --split "$1" --sequences "$2" \
    --frames "${FRAMES:-13}" --size "${SIZE:-264x144}" --budget "$(minutes "$3")" ${HDRI:+--hdri "$HDRI"}
  node "$APP/models/upscale/data/host/cli.js" --between --candidates "$WORK/sequences/$1" --out "$DATA/$1"
}
[ -d "$HERE/data" ] && HDRI=$HERE/data
render validation "${VALIDATION:-14}" $((LIMIT / 12))
[ "${TEST:-6}" -eq 0 ] || render test "${TEST:-6}" $((LIMIT / 15))
render train "${SEQUENCES:-400}" $((LIMIT / 4))
cd "$APP"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
set -- --data "$DATA" --out "$OUT/run" --minutes "${MINUTES:-$(minutes $for_training)}" --evaluate-every 1 --resume "$@"
[ "${BEGIN:-}" = shipped ] && set -- --begin "$APP/models/interpolate/standard" "$@"
# Asked to end, the run writes a checkpoint first.
timeout -s TERM "$for_training" "$PYTHON" -m models.interpolate.train "$@" || [ -e "$OUT/run/checkpoint.pt" ]
if [ "${TEST:-6}" -gt 0 ]; then "$PYTHON" -m models.interpolate.evaluate "$OUT/run" "$DATA/test" --json "$OUT/test.json"; fi
METRICS=
[ -e "$OUT/test.json" ] && METRICS="--metrics test=$OUT/test.json"
# shellcheck disable=SC2086 # two words
"$PYTHON" -m models.interpolate.export "$OUT/run" --out "$OUT/model" $METRICS
