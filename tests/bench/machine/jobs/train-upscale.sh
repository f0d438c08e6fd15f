# Renders sequences in many processes, trains the upscaler's networks on them at the same time until the limit, evaluates and
# exports. More options go to models.upscale.train. TIERS; SEQUENCES, SIZE, FRAMES, PROCESSES: of the data; LONG: sequences of
# 64 frames among them; BATCH, COMPILE: of training; RESERVE: seconds kept for evaluation and export.
TIERS=${TIERS:-standard lite} RESERVE=${RESERVE:-$((LIMIT < 360 ? LIMIT / 12 : 45))} DATA=$WORK/upscale PROCESSES=${PROCESSES:-9}
SEQUENCES=${SEQUENCES:-560} LONG=${LONG:-56} FRAMES=${FRAMES:-24}
render() {  # split, sequences, seconds, more
  folder=$DATA/$1 split=$1 sequences=$2 seconds=$3
  shift 3
  [ "$split" = test ] || set -- ${FAMILIES:+--families "$FAMILIES"} "$@"
  nice -n 5 node "$APP/models/upscale/data/host/cli.js" --out "$folder" --split "$split" --sequences "$sequences" --size "${SIZE:-264x144}" \
    --budget "$(minutes "$seconds")" --processes "$PROCESSES" ${HDRI:+--hdri "$HDRI"} "$@" >>"$OUT/render-$split.log" 2>&1 || true
}
count() { find "$DATA/$1" -name '*.safetensors' 2>/dev/null | wc -l; }
[ -d "$HERE/data" ] && HDRI=$HERE/data
render validation "${VALIDATION:-16}" $((LIMIT / 10)) --frames "$FRAMES"
# Sequences come while training compiles and learns from those that are there.
{
  render train "$SEQUENCES" $((LIMIT / 5)) --frames "$FRAMES"
  [ "${TEST:-8}" -eq 0 ] || render test "${TEST:-8}" $((LIMIT / 15)) --frames "$FRAMES"
  # Long ones, by which the networks learn what rest converges to.
  [ "$LONG" -eq 0 ] || render train "$LONG" $((LIMIT / 20)) --frames 64 --seed 10001
  echo "rendered $(count train) sequences, $(left) s left"
} &
rendering=$!
while [ "$(count train)" -lt 8 ] && kill -0 "$rendering" 2>/dev/null; do sleep 0.5; done
echo "validation $(count validation), test $(count test), train $(count train) sequences, $(left) s left"
cd "$APP"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
# Room for all that is being rendered.
room=$((SEQUENCES * FRAMES + LONG * 64))
trained() {  # tier, more
  tier=$1 run=$OUT/run/$1
  shift
  set -- --data "$DATA" --out "$run" --tier "$tier" --room "$room" --minutes "${MINUTES:-60}" --within "$for_training" --resume "$@"
  set -- --batch "${BATCH:-64}" ${COMPILE---compile} --evaluate-every "${EVERY:-0.7}" "$@"
  [ "${BEGIN:-shipped}" = shipped ] && set -- --begin "$APP/models/upscale/$tier" "$@"
  # Asked to end, the run writes a checkpoint first.
  timeout -s TERM $((for_training + 10)) "$PYTHON" -m models.upscale.train "$@" || [ -e "$run/checkpoint.pt" ]
  METRICS=
  # Weights first: an evaluation that the limit cuts off must not take them along.
  "$PYTHON" -m models.upscale.export "$run" --out "$OUT/model"
  [ "${TEST:-8}" -eq 0 ] || evaluate "$run" test 2 "$OUT/test-$tier"
  [ ! -e "$OUT/test-$tier.json" ] || METRICS="--metrics test=$OUT/test-$tier.json"
  # shellcheck disable=SC2086 # two words
  "$PYTHON" -m models.upscale.export "$run" --out "$OUT/model" $METRICS
  [ "${TEST:-8}" -gt 0 ] || return 0
  # What is shipped, on the same sequences, and both at other ratios.
  shipped=$APP/models/upscale/$tier
  evaluate "$shipped" test 2 "$OUT/shipped-test-$tier"
  evaluate "$shipped" validation 2 "$OUT/shipped-validation-$tier"
  evaluate "$run" validation 2 "$OUT/validation-$tier"
  for ratio in 3 1.5; do evaluate "$run" test $ratio "$OUT/test-$tier-$ratio"; done
}
evaluate() {  # run, split, ratio, file without its ending
  [ "$(left)" -gt 9 ] || return 0
  echo "$1, $2, ratio $3"
  "$PYTHON" -m models.upscale.evaluate "$1" "$DATA/$2" --ratio "$3" --json "$4.json" || true
}
runs=
for tier in $TIERS; do
  trained "$tier" "$@" >"$OUT/$tier.log" 2>&1 &
  runs="$runs $!"
done
for run in $runs; do wait "$run" || echo "a run failed: $run"; done
wait "$rendering" || true
tail -n 30 "$OUT"/*.log
