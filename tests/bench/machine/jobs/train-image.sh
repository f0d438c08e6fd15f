# Trains the painter of tiles and its variant of four steps; beside it the judge, the autoencoder and the generator of one step.
# More options go to models.image.train. RESERVE: seconds kept for figures and export; TILES: learn from about so many only.
RESERVE=${RESERVE:-$((LIMIT / 6))} RUNS=$WORK/runs DATA=$APP/models/image/data
cd "$APP"
for_training=$(($(left) - RESERVE))
[ "$for_training" -ge 5 ] || for_training=5
set -- --device "${DEVICE:-$("$PYTHON" -c 'import torch; print("cuda" if torch.cuda.is_available() else "cpu")')}" ${TILES:+--tiles "$TILES"} "$@"
learn() { # name, percent of the time for training, options
  name=$1 share=$2; shift 2
  seconds=$((for_training * share / 100))
  timeout -k 20 $((seconds + 80)) "$PYTHON" -m "models.image.$name" --data "$DATA" --out "$RUNS/$name" --bf16 --resume \
    --minutes "$(minutes "$seconds")" "$@" 2>&1 | sed -u "s/^/$name: /"
}
# Everything that there is so far, in two files.
export_all() {
  for name in painter:train fast:distil vae:vae gan:gan; do
    [ -e "$RUNS/${name#*:}/checkpoint.pt" ] && export_options="${export_options:-} --${name%:*} $RUNS/${name#*:}"
  done
  # shellcheck disable=SC2086 # several words
  "$PYTHON" -m models.image.export --data "$DATA" ${export_options:-} --figures "$RUNS/figures.json" --out "$RUNS/model" && \
    tar -C "$RUNS" -cf "$OUT/tiles.tar" model/tiles && tar -C "$RUNS" -cf "$OUT/others.tar" $(cd "$RUNS" && ls -d model/tiles-* 2>/dev/null) && \
    tar -C "$RUNS" -czf "$OUT/pictures.tar.gz" $(cd "$RUNS" && ls ./*.png ./*/*.png ./*/metrics.json ./figures.json 2>/dev/null)
}
(learn judge 11 "$@"; learn vae 22 "$@"; learn gan 48 --vae "$RUNS/vae" "$@") &
beside=$!
learn train 67 "$@"
learn distil 22 --begin "$RUNS/train" --batch "${FEW:-128}" --evaluate-every 0.25 --rate 0.004 "$@"
wait "$beside" || true
export_all
rest=$(($(left) - 8))
[ "$rest" -ge 15 ] || rest=15
timeout -k 5 "$rest" "$PYTHON" -m models.image.evaluate --data "$DATA" --judge "$RUNS/judge" --painter "$RUNS/train" --fast "$RUNS/distil" --vae "$RUNS/vae" \
  --gan "$RUNS/gan" --json "$RUNS/figures.json" ${TILES:+--tiles "$TILES" --per-pair 1 --count 8} 2>&1 | tee "$OUT/figures.txt" || true
export_all
