# Records drives by bots, trains the level on them until the limit, exports and judges it. More options go to
# models.circuit.train. PROCESSES, EPISODES (of each), STEPS: of the recordings; RESERVE: seconds kept for export and judging.
# A short run is a rehearsal.
[ "$LIMIT" -ge 360 ] || RESERVE=${RESERVE:-$((LIMIT / 4))} PROBE=${PROBE:-$((LIMIT / 20))} EPISODES=${EPISODES:-5} HELD=${HELD:-6} EVERY=${EVERY:-0.1}
RESERVE=${RESERVE:-105} DATA=$WORK/drives STEPS=${STEPS:-600} BATCH=${BATCH:-32}
mkdir -p "$DATA"
record() { node "$APP/models/circuit/data/cli.js" --out "$DATA/$1.episodes" --steps "${4:-$STEPS}" --seed "$2" --episodes "$3" ${5:-}; }
i=0
while [ "$i" -lt "${PROCESSES:-6}" ]; do
  record "train$i" $((1000 * i + 1)) "${EPISODES:-21}" & i=$((i + 1))
done
record starts 1 16 60 --starts &
record weaver 900001 "${HELD:-32}" "$STEPS" "--bots weaver" &
record crasher 910001 "${HELD:-16}" "$STEPS" "--bots crasher" &
wait
cd "$APP"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
set -- --data "$DATA"/train*.episodes --validation "$DATA/weaver.episodes" --out "$OUT/run" --batch "$BATCH" \
  --minutes "${MINUTES:-$(minutes "$for_training")}" --evaluate-every "${EVERY:-0.4}" --resume "$@"
if "$PYTHON" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())'; then set -- --bf16 "$@"; fi
# Asked to end, the run writes a checkpoint first.
timeout -s TERM "$((for_training + 60))" "$PYTHON" -m models.circuit.train "$@" || [ -e "$OUT/run/checkpoint.pt" ]
"$PYTHON" -m models.circuit.export "$OUT/run" --starts "$DATA/starts.episodes" --out "$OUT/level" --parity "$OUT/parity.safetensors"
"$PYTHON" -m models.circuit.judge "$OUT/run" --data "$DATA"/train*.episodes --validation "$DATA/weaver.episodes" \
  --crashes "$DATA/crasher.episodes" --starts "$DATA/starts.episodes" --probe-seconds "${PROBE:-20}" || true
# The level has the weights; the optimizers are large.
[ -n "${KEEP:-}" ] || rm -f "$OUT/run/checkpoint.pt"
