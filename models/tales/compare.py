"""Trains several settings side by side, students of them all next, and exports what does best on held-out tales.

python -m models.tales.compare --data BOOKS --work FOLDER --out FOLDER --minutes N [--small]

Students have the size that is shipped; a teacher may be larger. WORK holds the runs, OUT what is exported: of the best teacher of
that size first, so that there is something if time runs out.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch

from models.tales.prepare import prepare, write_prepared
from models.tales.tokenizer import VOCABULARY

SHIPPED = {'width': 384, 'layers': 6}
LARGE = {'width': 576, 'layers': 8}
CUTS = 0.1
TEACHERS: dict[str, dict] = {
    'plain': SHIPPED | {'dropout': 0.1, 'decay': 0.1},
    'cuts': SHIPPED | {'dropout': 0.2, 'decay': 0.1, 'cuts': CUTS},
    'decay': SHIPPED | {'dropout': 0.15, 'decay': 0.4, 'cuts': CUTS},
    'large': LARGE | {'dropout': 0.3, 'decay': 0.3, 'cuts': CUTS},
}
STUDENTS: dict[str, dict] = {
    'student': SHIPPED | {'dropout': 0.1, 'decay': 0.2, 'cuts': CUTS, 'teaching': 0.5},
    # These go on from the best of the teachers.
    'heir': SHIPPED | {'dropout': 0.1, 'decay': 0.2, 'cuts': CUTS, 'teaching': 0.8, 'rate': 0.012, 'begin': 'BEST'},
    'cousin': SHIPPED | {'dropout': 0.15, 'decay': 0.2, 'cuts': CUTS, 'teaching': 0.6, 'rate': 0.02, 'begin': 'BEST'},
}
COMMON = {'context': 512, 'batch': 32, 'checked': 300_000, 'evaluate-every': 0.33}
SMALL = {'width': 192, 'layers': 1, 'context': 64, 'batch': 2, 'checked': 3000}
# Seconds of evaluation and writing behind the steps of a run.
WRITING = 6
# Seconds after which a run that has not ended is left with its last checkpoint.
GRACE = 25
# With fewer seconds, only the smallest and the largest teacher are tried.
PROBE = 90
# With fewer seconds, what would see too little is left out: the large teacher, and students that begin anew.
LONG = 400


@dataclass
class Trained:
    name: str
    settings: dict
    run: Path
    process: subprocess.Popen = field(repr=False)
    best: float = float('inf')
    steps: int = 0

    @property
    def ships(self) -> bool:
        return self.settings['width'] <= SHIPPED['width']


def prepare_books(options: argparse.Namespace) -> None:
    tokenizer = None
    for cuts in (0.0, CUTS):
        settings = argparse.Namespace(
            data=options.data, vocabulary=VOCABULARY, cuts=cuts, variants=3 if options.small else 8
        )
        tokenizer, tokens = prepare(settings, tokenizer)
        write_prepared(Path(options.work) / f'{cuts}.tokens', (tokenizer, tokens))


def start_run(options: argparse.Namespace, row: tuple[str, dict], until: float, teachers: list[Trained]) -> Trained:
    """What it prints goes to OUT/NAME.log."""
    name, settings = row
    settings = COMMON | settings | (SMALL if options.small else {})
    run = Path(options.work) / name
    prepared = Path(options.work) / f'{settings.get("cuts", 0.0)}.tokens'
    values = settings | ({'begin': best_of(teachers).run} if 'begin' in settings else {})
    command = [sys.executable, '-m', 'models.tales.train', '--data', options.data, '--out', str(run), '--resume']
    command += ['--until', str(until - WRITING), '--threads', '2', '--prepared', str(prepared)]
    command += [f'--{key}={value}' for key, value in values.items()]
    if teachers:
        command += ['--teachers', *(str(teacher.run) for teacher in teachers)]
    if torch.cuda.is_available():
        command += ['--bf16', '--compile']
    environment = os.environ | {'TORCHINDUCTOR_COMPILE_THREADS': '3'}  # by default each run takes all processors
    log = log_of(options, name).open('w')
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    return Trained(name, settings, run, process)


def best_of(rows: list[Trained]) -> Trained:
    """Of those with the size that ships."""
    return min((row for row in rows if row.ships), key=lambda row: row.best)


def train_together(
    options: argparse.Namespace, rows: dict[str, dict], until: float, teachers: list[Trained]
) -> list[Trained]:
    """Those that ended well."""
    started = [start_run(options, row, until, teachers) for row in rows.items()]
    print(f'{time.time() - options.began:.0f} s: {", ".join(rows)} begin', flush=True)
    for trained in started:
        try:
            trained.process.wait(max(GRACE, until + GRACE - time.time()))
        except subprocess.TimeoutExpired:
            trained.process.kill()  # its last checkpoint remains
        metrics = trained.run / 'metrics.json'
        if (trained.run / 'checkpoint.pt').exists():
            kept = json.loads(metrics.read_text())
            trained.best, trained.steps = kept['best'], kept['evaluations'][-1]['step']
    return [trained for trained in started if trained.steps]


def log_of(options: argparse.Namespace, name: str) -> Path:
    return Path(options.out) / f'{name}.log'


def print_table(options: argparse.Namespace, rows: list[Trained]) -> None:
    for row in rows:
        print(f'{row.name}: {log_of(options, row.name).read_text()[-600:]}')
    print(f'{time.time() - options.began:.0f} s\n{"name":10}{"steps":>7}{"nats per character":>20}')
    for row in sorted(rows, key=lambda row: row.best):
        print(f'{row.name:10}{row.steps:7}{row.best:20.4f}  {row.settings}', flush=True)
    table = {row.name: {'steps': row.steps, 'nats_per_character': row.best, **row.settings} for row in rows}
    (Path(options.out) / 'compared.json').write_text(json.dumps(table, indent=1))


def export(options: argparse.Namespace, rows: list[Trained]) -> None:
    best = best_of(rows)
    command = [sys.executable, '-m', 'models.tales.export', str(best.run), '--data', options.data]
    command += [
        '--compared',
        str(Path(options.out) / 'compared.json'),
        '--out',
        str(Path(options.out) / 'model/storyteller'),
    ]
    subprocess.run(command, check=True)
    (Path(options.out) / 'metrics.json').write_text((best.run / 'metrics.json').read_text())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--data', required=True)
    parser.add_argument('--work', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--minutes', type=float, required=True, help='of both rounds, exports included')
    parser.add_argument('--small', action='store_true', help='tiny networks: a test of the whole chain')
    options = parser.parse_args()
    options.began, seconds = time.time(), options.minutes * 60
    for folder in (options.work, options.out):
        Path(folder).mkdir(parents=True, exist_ok=True)
    prepare_books(options)
    reserve = min(30.0, seconds / 5)  # of the exports
    teaching = {name: row for name, row in TEACHERS.items() if row['width'] == SHIPPED['width'] or seconds > LONG}
    learning = {name: row for name, row in STUDENTS.items() if 'begin' in row or seconds > LONG}
    rows = teaching if seconds > PROBE else {name: TEACHERS[name] for name in ('cuts', 'large')}
    teachers = train_together(options, rows, options.began + (seconds - reserve) * (0.5 if seconds > PROBE else 1), [])
    print_table(options, teachers)
    if not teachers:
        raise SystemExit(f'No run ended well. Read {options.out}/*.log.')
    export(options, teachers)
    if seconds <= PROBE:
        return
    students = train_together(options, learning, options.began + seconds - reserve / 2, teachers)
    print_table(options, [*teachers, *students])
    export(options, [*teachers, *students])


if __name__ == '__main__':
    main()
