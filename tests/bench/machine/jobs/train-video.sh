# Makes patches of renders, drawings and the pictures that came along, trains a network that enlarges video until the limit,
# and exports it. More options go to models.video.train. SEQUENCES, SIZE, FRAMES: of the renders; SCALE: of the patches.
TIER=${TIER:-medium} RESERVE=${RESERVE:-45} DATA=$WORK/patches RENDERS=$WORK/data
for split in validation train; do
  node "$APP/models/upscale/data/host/cli.js" --out "$RENDERS/$split" --split "$split" --sequences "${SEQUENCES:-60}" \
    --frames "${FRAMES:-24}" --size "${SIZE:-264x144}" --ratios 2 --budget "$(minutes $((LIMIT / 10)))"
done
cd "$APP"
mkdir -p "$HERE/data" 2>/dev/null || true
[ -e "$DATA/train.npz" ] || "$PYTHON" -m models.video.prepare --data "$HERE/data" --renders "$RENDERS" --out "$DATA" --scale "${SCALE:-0.3}"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
set -- --data "$DATA" --out "$OUT/run" --tier "$TIER" --minutes "${MINUTES:-$(minutes $for_training)}" --evaluate-every 0.5 --resume "$@"
[ "${BEGIN:-}" = shipped ] && set -- --begin "$APP/models/video/$TIER" "$@"
# Asked to end, the run writes a checkpoint first.
timeout -s TERM "$for_training" "$PYTHON" -m models.video.train "$@" || [ -e "$OUT/run/checkpoint.pt" ]
"$PYTHON" -m models.video.export "$OUT/run" --out "$OUT/model"
