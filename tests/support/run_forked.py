"""Runs Python commands in copies of a process that has PyTorch loaded: loading it takes longer than most recipes run in tests.

Reads a line of JSON per command, its arguments, and writes one when it has ended: `{"status": 0, "stdout": "", "stderr": ""}`.
"""

import json
import os
import runpy
import sys
import tempfile
from pathlib import Path

import numpy as np  # noqa: F401
import safetensors.torch  # noqa: F401
import torch._dynamo  # noqa: F401  The first optimiser loads it.
from PIL import Image  # noqa: F401


def main() -> None:
    for line in iter(sys.stdin.readline, ''):
        arguments = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
            process = os.fork()
            if process == 0:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(out.fileno(), 1)
                os.dup2(error.fileno(), 2)
                become(*arguments)
                return
            status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            print(json.dumps({'status': status, 'stdout': read(out), 'stderr': read(error)}), flush=True)


def become(first: str, *rest: str) -> None:
    """What `python first ...rest` does."""
    sys.path[0] = os.getcwd()
    if first == '-m':
        sys.argv = [*rest]
        runpy.run_module(rest[0], run_name='__main__', alter_sys=True)
    elif first == '-c':
        sys.argv = [first, *rest[1:]]
        exec(compile(rest[0], '<string>', 'exec'), {'__name__': '__main__'})
    else:
        sys.argv, sys.path[0] = [first, *rest], str(Path(first).parent)
        runpy.run_path(first, run_name='__main__')


def read(file) -> str:
    file.seek(0)
    return file.read().decode()


if __name__ == '__main__':
    main()
