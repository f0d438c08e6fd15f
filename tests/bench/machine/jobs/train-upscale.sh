# Renders sequences, trains the upscaler's network until the limit, evaluates and exports. More options go to
# models.upscale.train. SEQUENCES, SIZE, FRAMES: of the data; RESERVE: seconds kept for evaluation and export.
TIER=${TIER:-standard} RESERVE=${RESERVE:-75} DATA=$WORK/data
render() {
  node "$APP/models/upscale/data/host/cli.js" --out "$DATA/$1" --split "$1" --sequences "$2" --frames "${FRAMES:-24}" \
    --size "${SIZE:-264x144}" --budget "$(minutes "$3")" ${FAMILIES:+--families "$FAMILIES"} ${HDRI:+--hdri "$HDRI"}
}
[ -d "$HERE/data" ] && HDRI=$HERE/data
render validation "${VALIDATION:-14}" $((LIMIT / 10))
[ "${TEST:-4}" -eq 0 ] || FAMILIES= render test "${TEST:-4}" $((LIMIT / 15))
render train "${SEQUENCES:-400}" $((LIMIT / 4))
cd "$APP"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
set -- --data "$DATA" --out "$OUT/run" --tier "$TIER" --minutes "${MINUTES:-$(minutes $for_training)}" --evaluate-every 1 --resume "$@"
[ "${BEGIN:-}" = shipped ] && set -- --begin "$APP/models/upscale/$TIER" "$@"
# Asked to end, the run writes a checkpoint first.
timeout -s TERM "$for_training" "$PYTHON" -m models.upscale.train "$@" || [ -e "$OUT/run/checkpoint.pt" ]
if [ "${TEST:-4}" -gt 0 ]; then "$PYTHON" -m models.upscale.evaluate "$OUT/run" "$DATA/test" --json "$OUT/test.json"; fi
METRICS=
[ -e "$OUT/test.json" ] && METRICS="--metrics test=$OUT/test.json"
# shellcheck disable=SC2086 # two words
"$PYTHON" -m models.upscale.export "$OUT/run" --out "$OUT/model" $METRICS
