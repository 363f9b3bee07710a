#!/usr/bin/env python3
"""Makes schedules.json beside this file: what some tablets and a server do, and what must be seen after each step.

A second implementation of MERGE.md and docs/protocol.md, small, in memory, without bytes, chunks or clocks of its own:
rules.py, tablet.py, office.py; play.py draws a schedule from a seed. Standard library only; the same seeds give the
same bytes.

  generate.py [--check]                    with --check nothing is written, and a file that differs is an error
  generate.py --seeds N [--from M] FILE    further schedules of each profile, for a longer comparison
"""
import argparse
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from play import PROFILES, Play  # noqa: E402  (beside this file)

HERE = Path(__file__).resolve().parent
KEPT = {'plain': range(20), 'deletions': range(25), 'final': range(20), 'rights': range(36), 'restores': range(25),
        'rollbacks': range(25),
        'copies': [*range(31), 164, 404],              # the last two: a copy writes over what came after they parted
        'all': [*range(26), 116, 348]}                 # the last two: what was erased is erased again after a restore
STEPS = 24


def written(seeds):
    """One schedule a line."""
    lines = [json.dumps({'of': f'{profile} {seed}', **Play(seed, profile, STEPS).told()}, separators=(',', ':'))
             for profile, numbers in seeds.items() for seed in numbers]
    return '[\n' + ',\n'.join(lines) + '\n]\n'


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--check', action='store_true')
    p.add_argument('--seeds', type=int)
    p.add_argument('--from', dest='first', type=int, default=1000)
    p.add_argument('file', nargs='?')
    o = p.parse_args()
    if o.seeds:
        Path(o.file).write_text(written({name: range(o.first, o.first + o.seeds) for name in PROFILES}))
        return 0
    text, place = written(KEPT), HERE / 'schedules.json'
    if not o.check:
        place.write_text(text)
        return 0
    same = place.exists() and place.read_text() == text
    print('schedules.json', 'is as it should be' if same else 'differs')
    return 0 if same else 1


if __name__ == '__main__':
    sys.exit(main())
