/** Prints how far a long run is: one line that rewrites itself in a terminal, a line now and then elsewhere. */
export type Progress = { step(frame: number, total: number): void; done(note?: string): void };

/** Starts the progress of one task, e.g. `market · taau`. */
export function startProgress(label: string): Progress {
  const started = performance.now();
  const terminal = process.stderr.isTTY;
  let shownAt = terminal ? 0 : started;
  return {
    step(frame, total) {
      const now = performance.now();
      if (now - shownAt < (terminal ? 200 : 15_000) && !(terminal && frame === total)) return;
      shownAt = now;
      const left = ((now - started) / Math.max(1, frame)) * (total - frame);
      const line = `${label} · frame ${frame}/${total} · ${duration(left)} left`;
      process.stderr.write(terminal ? `\r\u001B[2K${line}` : `${line}\n`);
    },
    done(note = '') {
      const line = `${label} · ${duration(performance.now() - started)}${note && ` · ${note}`}`;
      process.stderr.write(terminal ? `\r\u001B[2K${line}\n` : `${line}\n`);
    },
  };
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
