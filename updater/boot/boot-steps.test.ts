import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import {
  type BootRecord,
  bootText,
  firstBoot,
  isConsistent,
  isQuarantined,
  readBootText,
  slotsInUse,
  startsOfProbation,
  triesOfARelease,
} from './boot-record.ts';
import {
  confirmed,
  failed,
  fellBack,
  goBack,
  install,
  isCounting,
  pardoned,
  passed,
  soaked,
  startStep,
  told,
} from './boot-steps.ts';

const releases = ['1', '2', '3'].map((version) => `${version}.0-${version.repeat(16)}`);
const at = '2026-11-28T12:00:00.000Z';

/** What a disk holds, and what became of every start. */
class Machine {
  record: BootRecord = firstBoot(releases[0] ?? '');
  link: ReleaseId | null = releases[0] ?? null;
  running: ReleaseId | null = releases[0] ?? null;
  starts = new Map<ReleaseId, number>();

  /** @param cutAfter steps that are done before the power goes; more than there are = none goes */
  start(cutAfter: number): void {
    this.running = null;
    let isCounted = false;
    for (let done = 0; done < cutAfter; done += 1) {
      expect(done, 'a start that never ends').toBeLessThan(20);
      const step = startStep(this.record, this.link, isCounted, at);
      if (step.do === 'link') this.link = step.to;
      else if (step.do === 'write') {
        isCounted = isCounting(this.record, step.record);
        this.record = step.record;
      } else {
        expect(this.link, 'another release than the link').toBe(step.release);
        this.running = step.release;
        if (step.release === this.record.candidate) {
          this.starts.set(step.release, (this.starts.get(step.release) ?? 0) + 1);
        }
        return;
      }
      this.look();
    }
  }

  change(next: ReturnType<typeof install>): void {
    if (next.ok) this.record = next.value;
    this.look();
  }

  look(): void {
    const { record, link } = this;
    expect(readBootText(bootText(record)), 'a record that cannot be read').toEqual(record);
    expect(isConsistent(record)).toBe(true);
    expect(link !== null && slotsInUse(record).has(link), 'a link to a slot that may be gone').toBe(true);
    if (record.candidate !== null && record.phase !== 'returning')
      expect(isQuarantined(record, record.candidate)).toBe(false);
  }
}

type Act = readonly [what: string, which: number];
const act: fc.Arbitrary<Act> = fc.tuple(
  fc.constantFrom(
    ...['install', 'goBack', 'start', 'cut', 'passed', 'passedAlone', 'failed', 'confirmed', 'told'],
    ...['soaked', 'fellBack'],
  ),
  fc.nat(8),
);

function perform(machine: Machine, [what, which]: Act): void {
  const release = releases[which % releases.length] ?? '';
  switch (what) {
    case 'install':
    case 'goBack': {
      const next = what === 'install' ? install(machine.record, release) : goBack(machine.record);
      if (next.ok && next.value.candidate !== null) machine.starts.set(next.value.candidate, 0);
      machine.change(next);
      break;
    }
    case 'start':
      machine.start(Number.POSITIVE_INFINITY);
      break;
    case 'cut':
      machine.start(which);
      break;
    case 'passed':
    case 'passedAlone':
      // Only what runs can prove itself.
      if (machine.running === machine.record.candidate) {
        machine.change(passed(machine.record, what === 'passed', at));
      }
      break;
    case 'failed':
      machine.change(
        which % 2 === 0 ? failed(machine.record, 'unhealthy', 'device a/b') : failed(machine.record, 'crashLoop'),
      );
      break;
    case 'confirmed':
      machine.record = confirmed(machine.record);
      machine.look();
      break;
    case 'soaked':
      machine.record = soaked(machine.record);
      machine.look();
      break;
    case 'fellBack':
      machine.change(fellBack(machine.record, 'crashLoop'));
      break;
    case 'told':
      machine.record = told(machine.record, which % 2);
      machine.look();
      break;
  }
}

describe('start of a release', () => {
  test('whatever is cut, fails or is asked for: a start ends at the old or the new release, and never at none', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const machine = new Machine();
        for (const one of acts) perform(machine, one);
        machine.start(Number.POSITIVE_INFINITY);
        const { record, running } = machine;
        expect([record.current, record.candidate]).toContain(running);
        for (const [release, count] of machine.starts) expect(count, release).toBeLessThanOrEqual(triesOfARelease);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a release that proves nothing is started three times, then never again, and the one before runs', () => {
    const machine = new Machine();
    const [old, candidate] = [releases[0] ?? '', releases[1] ?? ''];
    machine.change(install(machine.record, candidate));
    const ran = Array.from({ length: 6 }, () => {
      machine.start(Number.POSITIVE_INFINITY);
      return machine.running;
    });
    expect(ran).toEqual([candidate, candidate, candidate, old, old, old]);
    expect(machine.record.reports).toEqual([
      { release: candidate, from: old, outcome: 'rolledBack', cause: 'triesExhausted', at },
    ]);
    expect(install(machine.record, candidate)).toEqual({ ok: false, error: 'quarantined' });
    expect(install(machine.record, releases[2] ?? '').ok).toBe(true);
  });

  test('success is told only after it was proven, and a second release while one is tried is refused', () => {
    const machine = new Machine();
    const [old, candidate, other] = releases;
    machine.change(install(machine.record, candidate ?? ''));
    expect(passed(machine.record, true, at)).toEqual({ ok: false, error: 'nothingTried' });
    machine.start(Number.POSITIVE_INFINITY);
    expect(machine.record.reports).toEqual([]);
    expect(install(machine.record, other ?? '')).toEqual({ ok: false, error: 'busy' });
    machine.change(passed(machine.record, false, at));
    expect(machine.record).toMatchObject({ phase: 'committed', current: candidate, previous: old, isConfirmed: false });
    expect(machine.record.reports).toMatchObject([{ release: candidate, outcome: 'succeeded', cause: null }]);
    expect(goBack(machine.record)).toMatchObject({ ok: true, value: { candidate: old, phase: 'switching' } });
  });

  test('a committed release that pulls the machine down at every start is given up for the one before, however often the power goes meanwhile', () => {
    const machine = new Machine();
    const [old = '', candidate = ''] = releases;
    machine.change(install(machine.record, candidate));
    machine.start(Number.POSITIVE_INFINITY);
    machine.change(passed(machine.record, true, at));
    const ran = Array.from({ length: startsOfProbation + 3 }, () => {
      machine.start(Number.POSITIVE_INFINITY);
      return machine.running;
    });
    expect(ran).toEqual([...Array.from({ length: startsOfProbation }, () => candidate), old, old, old]);
    expect(machine.record).toMatchObject({ phase: 'committed', current: old, previous: null, soak: null });
    expect(machine.record.reports.at(-1)).toMatchObject({ release: candidate, from: old, cause: 'crashLoop' });
    expect(install(machine.record, candidate)).toEqual({ ok: false, error: 'quarantined' });
  });

  test('a release that has run for its time is started for ever, and nothing falls back outside of a probation', () => {
    const machine = new Machine();
    const [old = '', candidate = ''] = releases;
    expect(fellBack(machine.record, 'crashLoop')).toEqual({ ok: false, error: 'nothingTried' });
    machine.change(install(machine.record, candidate));
    machine.start(Number.POSITIVE_INFINITY);
    machine.change(passed(machine.record, true, at));
    expect(fellBack({ ...machine.record, previous: null }, 'crashLoop')).toEqual({
      ok: false,
      error: 'nothingBefore',
    });
    machine.record = soaked(machine.record);
    for (let start = 0; start < 2 * startsOfProbation; start += 1) machine.start(Number.POSITIVE_INFINITY);
    expect([machine.running, machine.record.previous]).toEqual([candidate, old]);
    expect(fellBack(machine.record, 'crashLoop')).toEqual({ ok: false, error: 'nothingTried' });
  });

  test('a report says what was not well, and nothing that is no word of a machine', () => {
    const machine = new Machine();
    machine.change(install(machine.record, releases[1] ?? ''));
    machine.change(failed(machine.record, 'unhealthy', `device cardDispenser/f2 张三\n${'x'.repeat(90)}`));
    machine.start(Number.POSITIVE_INFINITY);
    expect(machine.record.reports[0]?.what).toBe(`device cardDispenser/f2 ---${'x'.repeat(37)}`);
    expect(machine.record.what).toBeNull();
  });

  test('a pardon is for a lost hub only', () => {
    const [old = '', candidate = '', other = ''] = releases;
    const quarantined = (cause: 'hubLost' | 'unhealthy') => ({
      ...firstBoot(old),
      quarantined: [{ release: candidate, cause, at }],
    });
    expect(install(pardoned(quarantined('hubLost'), candidate), candidate).ok).toBe(true);
    expect(pardoned(quarantined('hubLost'), other)).toEqual(quarantined('hubLost'));
    expect(install(pardoned(quarantined('unhealthy'), candidate), candidate)).toEqual({
      ok: false,
      error: 'quarantined',
    });
  });

  test('a record that contradicts itself, is cut or is foreign is not believed', () => {
    const good = firstBoot(releases[0] ?? '');
    expect(readBootText(bootText(good))).toEqual(good);
    const bad: readonly unknown[] = [
      { ...good, phase: 'trying' },
      { ...good, candidate: releases[1] },
      { ...good, phase: 'switching', candidate: releases[0] },
      { ...good, phase: 'returning', candidate: releases[1] },
      { ...good, previous: releases[0] },
      { ...good, current: '../../etc-0000000000000000' },
      { ...good, triesLeft: 4 },
      { ...good, more: 1 },
    ];
    for (const one of bad) expect(readBootText(JSON.stringify(one)), JSON.stringify(one)).toBeNull();
    const text = bootText(good);
    for (let length = 0; length < text.trimEnd().length; length += 1)
      expect(readBootText(text.slice(0, length))).toBeNull();
  });
});
