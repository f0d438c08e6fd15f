# Trains the storyteller on the books that came along, several settings side by side, and exports the best.
# More options go to models.tales.compare. RESERVE: seconds kept at the end.
RESERVE=${RESERVE:-10}
for folder in "$HERE/data/tales" "$HERE/data/train-tales" "$HERE/data"; do
  [ -n "${BOOKS:-}" ] || [ ! -d "$folder" ] || BOOKS=$folder
done
[ -n "${BOOKS:-}" ] || { echo 'train-tales: no books came along; pack with --data FOLDER' >&2; exit 2; }
cd "$APP"
"$PYTHON" -m models.tales.compare --data "$BOOKS" --work "$WORK/tales" --out "$OUT" \
  --minutes "${MINUTES:-$(minutes $(($(left) - RESERVE)))}" "$@"
