# Records drives by bots, trains the vector of the place and then the level on them until the limit, exports and judges it. More
# options go to models.circuit.train. PROCESSES, EPISODES (of each), HELD, STEPS: of the recordings; RESERVE: seconds kept for export and
# judging; JUDGED, STARTS: drives and starts of laps that the level is judged by; KEEP=1: the checkpoint comes along, to go on from.
# A short run is a rehearsal.
[ "$LIMIT" -ge 120 ] || RESERVE=${RESERVE:-$((LIMIT / 4))} EPISODES=${EPISODES:-4} HELD=${HELD:-6} EVERY=${EVERY:-0.1}
RESERVE=${RESERVE:-90} DATA=$WORK/drives RUN=$WORK/run STEPS=${STEPS:-600} BATCH=${BATCH:-32}
mkdir -p "$DATA" "$RUN" "$OUT/run"
[ ! -e "$OUT/run/checkpoint.pt" ] || cp "$OUT"/run/* "$RUN"
record() { node "$APP/models/circuit/data/cli.js" --out "$DATA/$1.episodes" --steps "${4:-$STEPS}" --seed "$2" --episodes "$3" ${5:-}; }
i=0
while [ "$i" -lt "${PROCESSES:-8}" ]; do
  record "train$i" $((1000 * i + 1)) "${EPISODES:-15}" & i=$((i + 1))
done
record starts 1 16 60 --starts &
record weaver 900001 "${HELD:-12}" "$STEPS" "--bots weaver" &
wait
echo "$(left) seconds left"
cd "$APP"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
bf16=; if "$PYTHON" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())'; then bf16=--bf16; fi
locating=$((for_training / 3)) PLACE=$WORK/place
"$PYTHON" -m models.circuit.locate --data "$DATA"/train*.episodes --validation "$DATA/weaver.episodes" --out "$PLACE" \
  --batch "${STREAMS:-96}" --minutes "$(minutes "$locating")" --evaluate-every "${EVERY:-0.6}" $bf16
for_training=$((for_training - locating))
set -- --data "$DATA"/train*.episodes --validation "$DATA/weaver.episodes" --out "$RUN" --batch "$BATCH" \
  --minutes "${MINUTES:-$(minutes "$for_training")}" --evaluate-every "${EVERY:-0.6}" --place "$PLACE" $bf16 --resume "$@"
results() { for file in metrics.json strip.png ${KEEP:+checkpoint.pt}; do [ ! -e "$RUN/$file" ] || cp "$RUN/$file" "$OUT/run"; done; }
# Asked to end, the run writes a checkpoint first.
timeout -s TERM "$((for_training + 60))" "$PYTHON" -m models.circuit.train "$@" || [ -e "$RUN/checkpoint.pt" ]
"$PYTHON" -m models.circuit.export "$RUN" --starts "$DATA/starts.episodes" --out "$OUT/level" --parity "$OUT/parity.safetensors"
results
echo "$(left) seconds left"
# What ships, in WGSL. Where time is over before the report is there, `npm run quality -- --level` makes it elsewhere.
[ "$(left)" -lt 20 ] || timeout "$(left)" node "$APP/tests/quality/drive/cli.js" --level "$OUT/level" --out "$OUT/quality" \
  --episodes "${JUDGED:-4}" --starts "${STARTS:-1}" || true
