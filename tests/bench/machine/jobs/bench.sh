# Measures every pass. More options go to tests/bench/passes/cli.ts.
if [ -e "$APP/peer.js" ]; then set -- --peer "$APP/peer.js" "$@"; fi
node "$APP/tests/bench/passes/cli.js" --json "$OUT/bench.json" "$@" 2>&1 | tee "$OUT/bench.txt"
