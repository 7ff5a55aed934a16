"""Runs the programs of bench/programs with several interpreters, interleaved, and prints ratios.

    krait bench/run.py [--against "python3 pypy3"] [--rounds N] [--only NAME,NAME] [--json FILE]

For each program every interpreter runs once per round, in turn, so that a noisy machine disturbs all alike. Times are CPU
seconds (user and system) of the child, the minimum over the rounds; memory is the peak resident size. Outputs must agree.
A ratio above 1 means Krait is that many times faster (or smaller) than the other.
"""
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, 'programs')


def run(command):
    """CPU seconds, peak KiB, output bytes of one run."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read_end)
            os.dup2(write_end, 1)
            os.close(write_end)
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    os.close(write_end)
    parts = []
    while True:
        part = os.read(read_end, 65536)
        if not part:
            break
        parts.append(part)
    os.close(read_end)
    pid, status, usage = os.wait4(pid, 0)
    output = b''.join(parts)
    if status:
        output += b'\n<exit status %d>' % status
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, output


def geometric_mean(values):
    product = 1.0
    for value in values:
        product *= value
    return product ** (1.0 / len(values)) if values else float('nan')


def parse(arguments):
    options = {'against': '', 'rounds': '5', 'only': '', 'json': '', 'krait': sys.executable}
    i = 0
    while i < len(arguments):
        name = arguments[i].lstrip('-')
        if name not in options or i + 1 == len(arguments):
            sys.exit(__doc__)
        options[name] = arguments[i + 1]
        i += 2
    return options


def main():
    options = parse(sys.argv[1:])
    interpreters = [options['krait']] + options['against'].split()
    only = [name for name in options['only'].split(',') if name]
    names = sorted(name[:-3] for name in os.listdir(PROGRAMS) if name.endswith('.py'))
    names = [name for name in names if not only or name in only]
    others = interpreters[1:]
    print('%-18s %8s %8s' % ('program', 'krait s', 'MiB') + ''.join('  %20s' % os.path.basename(o) for o in others))
    print('%-18s %8s %8s' % ('', '', '') + ''.join('  %10s %9s' % ('faster', 'smaller') for o in others))
    faster = {o: [] for o in others}
    smaller = {o: [] for o in others}
    best_ratio = []
    failures = 0
    for name in names:
        path = os.path.join(PROGRAMS, name + '.py')
        times = {i: [] for i in interpreters}
        memory = {i: 0 for i in interpreters}
        outputs = {}
        for round_ in range(int(options['rounds'])):
            for interpreter in interpreters:
                cpu, peak, output = run([interpreter, path])
                times[interpreter].append(cpu)
                memory[interpreter] = max(memory[interpreter], peak)
                outputs.setdefault(interpreter, output)
        own = interpreters[0]
        line = '%-18s %8.3f %8.1f' % (name, min(times[own]), memory[own] / 1024)
        ratios = []
        for other in others:
            if outputs[other] != outputs[own]:
                line += '  %20s' % 'OUTPUT DIFFERS'
                failures += 1
                continue
            ratio = min(times[other]) / max(min(times[own]), 1e-9)
            faster[other].append(ratio)
            smaller[other].append(memory[other] / memory[own])
            ratios.append(ratio)
            line += '  %10.2f %9.2f' % (ratio, memory[other] / memory[own])
        if ratios:
            best_ratio.append(min(ratios))
        print(line)
        sys.stdout.flush()
    if others:
        print('%-18s %8s %8s' % ('geometric mean', '', '')
              + ''.join('  %10.2f %9.2f' % (geometric_mean(faster[o]), geometric_mean(smaller[o])) for o in others))
        print('against the faster of each: %.2f; slowest program: %.2f' % (geometric_mean(best_ratio), min(best_ratio or [0])))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
