# Records pairs of flat and lit pictures, trains the painter of towns on them until the limit, and exports it. More options go to
# models.city.train. PROCESSES, LAYOUTS (of each), DRIVES (in a layout), STEPS: of the recordings; RESERVE: seconds kept for export.
[ "$LIMIT" -ge 120 ] || LAYOUTS=${LAYOUTS:-1} DRIVES=${DRIVES:-2} PROCESSES=${PROCESSES:-2} EVERY=${EVERY:-0.1}
DATA=$WORK/pairs RUN=$WORK/run PROCESSES=${PROCESSES:-12} LAYOUTS=${LAYOUTS:-3}
mkdir -p "$DATA" "$RUN" "$OUT/run" "$OUT/model"
[ ! -e "$OUT/run/checkpoint.pt" ] || cp "$OUT"/run/* "$RUN"
record() { node "$APP/models/city/data/cli.js" --out "$DATA/$1.episodes" --layouts "$2" --seed "$3" --steps "$4" --drives "${DRIVES:-24}" ${5:-}; }
i=0
while [ "$i" -lt "$PROCESSES" ]; do
  first=$((101 + i * LAYOUTS))
  record "train$i" "$first-$((first + LAYOUTS - 1))" $((1000 * i + 1)) "${STEPS:-5}" & i=$((i + 1))
done
record usual 41 50001 "${STEPS:-5}" &
DRIVES=3 record check 901-904 900001 24 "--bots weaver,keeper,creeper,clumsy" &
wait
echo "$(left) seconds left"
cd "$APP"
for_training=$(($(left) - ${RESERVE:-30}))
[ "$for_training" -ge 5 ] || for_training=5
set -- --data "$DATA"/train*.episodes "$DATA/usual.episodes" --validation "$DATA/check.episodes" --out "$RUN" --batch "${BATCH:-16}" \
  --minutes "${MINUTES:-$(minutes "$for_training")}" --evaluate-every "${EVERY:-1}" --resume "$@"
if "$PYTHON" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())'; then set -- --bf16 "$@"; fi
timeout -s TERM "$((for_training + 60))" "$PYTHON" -m models.city.train "$@" || [ -e "$RUN/checkpoint.pt" ]
for file in metrics.json strip.png checkpoint.pt; do [ ! -e "$RUN/$file" ] || cp "$RUN/$file" "$OUT/run"; done
"$PYTHON" -m models.city.export "$RUN" --out "$OUT/model/town" --parity "$OUT/parity.safetensors" --drive "$DATA/check.episodes"
