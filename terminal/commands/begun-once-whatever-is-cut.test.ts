import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isFinal } from '../../contract/command-states.ts';
import type { BelievedCommand, CommandCode, CommandResultBody, RemoteAct } from '../../contract/remote-command.ts';
import { ok } from '../../contract/result.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { bookFile, highestKey } from './book-file.ts';
import {
  afterStart,
  type CommandBook,
  heldOf,
  newBook,
  nextStep,
  resultOf,
  tidied,
  withBegun,
  withEnd,
  withHeard,
} from './command-book.ts';

const atMs = Date.parse('2026-11-29T02:00:00.000Z');
const command = (n: number, more: Partial<BelievedCommand> = {}): BelievedCommand => ({
  ...{ format: 'yitiji-command/1', device: 'd', number: n, whenBusy: 'wait', isDryRun: false },
  id: uuid7(
    atMs,
    Uint8Array.from({ length: 10 }, (_, i) => (i === 9 ? n : 1)),
  ),
  ...{ expiresAt: new Date(atMs + 3_600_000).toISOString(), act: { kind: 'selfTest' }, ...more },
});
const free = { holds: () => null, refusal: () => null };
const held = (code: CommandCode) => ({ holds: () => code, refusal: () => null });
const only = (book: CommandBook) => book.kept.map(({ state, code }) => [state, code]);

/**
 * A machine whose power may be cut after any write to its disk, offered commands by a hub whose replies are lost at will. What was done is counted outside of it, as the world counts.
 */
class CutMachine {
  /** What the disk holds. */
  disk: CommandBook = newBook(0);
  toldDisk: readonly string[] = [];
  readonly done = new Map<string, number>();
  readonly heardOf: CommandResultBody[] = [];
  #book = this.disk;
  #writesLeft: number;

  constructor(writesLeft: number) {
    this.#writesLeft = writesLeft;
  }

  #write(book: CommandBook): boolean {
    if (this.#writesLeft === 0) return false;
    this.#writesLeft -= 1;
    this.disk = book;
    this.#book = book;
    return true;
  }

  /** One life: starts, hears, does, tells, until the cut. @param cutInAct power goes while the act runs */
  live(offered: readonly BelievedCommand[], writes: number, cutInAct: boolean): void {
    this.#writesLeft = writes;
    this.#book = this.disk;
    if (!this.#write(afterStart(this.#book, atMs))) return;
    if (!this.#write(withHeard(this.#book, offered, atMs))) return;
    for (;;) {
      const step = nextStep(this.#book, atMs, free);
      if (step === null) break;
      if (step.type === 'end') {
        if (!this.#write(withEnd(this.#book, step.id, step.end, atMs))) return;
        continue;
      }
      const { id } = step.command;
      if (!this.#write(withBegun(this.#book, id, atMs))) return;
      this.done.set(id, (this.done.get(id) ?? 0) + 1);
      if (cutInAct || !this.#write(withEnd(this.#book, id, { state: 'done', code: null }, atMs))) return;
    }
    for (const one of this.#book.kept) {
      const body = resultOf(one);
      if (body === null || this.toldDisk.includes(one.id)) continue;
      if (this.#writesLeft === 0) return;
      this.#writesLeft -= 1;
      this.toldDisk = [...this.toldDisk, one.id];
      this.heardOf.push(body);
    }
    this.#write(tidied(this.#book, new Set(this.toldDisk)));
  }
}

describe('a command', () => {
  test('is begun at most once and told exactly once, wherever the power is cut and however often it is offered', () => {
    const life = fc.record({
      upTo: fc.nat(5),
      writes: fc.nat(20),
      cutInAct: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 8 }), (lives) => {
        const machine = new CutMachine(0);
        const all = [1, 2, 3, 4, 5].map((n) => command(n));
        let shown = 0;
        for (const { upTo, writes, cutInAct } of lives) {
          // A hub offers in order and again; never a later one before an earlier one was offered.
          shown = Math.max(shown, upTo);
          machine.live(all.slice(0, shown), writes, cutInAct);
        }
        machine.live(all, 100, false);
        machine.live(all, 100, false);
        expect(machine.heardOf.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
        for (const { id, state, code } of machine.heardOf) {
          const times = machine.done.get(id) ?? 0;
          expect(times).toBeLessThanOrEqual(1);
          // `done` is never said of what was not done, and what may have been done is never said to be undone.
          if (state === 'done') expect(times).toBe(1);
          else expect([state, code, times]).toEqual(['failed', 'cut', times]);
        }
        expect(machine.disk.kept).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('that stands as running after a start is over: a restart has come to its end, of anything else nobody knows', () => {
    const acts: RemoteAct[] = [{ kind: 'restartApp' }, { kind: 'replayDeadLetter', message: null }];
    for (const [act, end] of [
      [acts[0], ['done', 'restarted']],
      [acts[1], ['failed', 'cut']],
    ] as const) {
      if (act === undefined) throw new Error('no act');
      const one = command(1, { act });
      const begun = withBegun(withHeard(newBook(0), [one], atMs), one.id, atMs);
      expect(only(begun)).toEqual([['running', null]]);
      const started = afterStart(begun, atMs);
      expect(only(started)).toEqual([end]);
      expect(nextStep(started, atMs, free)).toBeNull();
    }
  });

  test('waits while something holds it up, refuses when told not to wait, and is over when its time is', () => {
    const [waits, refuses] = [command(1), command(2, { whenBusy: 'refuse' })];
    const book = withHeard(newBook(0), [refuses, waits], atMs);
    expect(book.kept.map(({ number }) => number)).toEqual([1, 2]);
    const step = nextStep(book, atMs, held('citizenActive'));
    expect(step).toEqual({ type: 'end', id: refuses.id, end: { state: 'refused', code: 'citizenActive' } });
    const later = withEnd(book, refuses.id, { state: 'refused', code: 'citizenActive' }, atMs);
    expect(nextStep(later, atMs, held('citizenActive'))).toBeNull();
    expect(nextStep(later, atMs + 3_600_000, held('doorOpen'))).toEqual({
      ...{ type: 'end', id: waits.id, end: { state: 'expired', code: 'doorOpen' } },
    });
    expect(nextStep(later, atMs, free)).toMatchObject({ type: 'begin', command: { id: waits.id } });
  });

  test('on trial is never begun: it only says whether it would be', () => {
    const book = withHeard(newBook(0), [command(1, { isDryRun: true })], atMs);
    expect(nextStep(book, atMs, free)).toMatchObject({ type: 'end', end: { state: 'done', code: 'wouldRun' } });
    const busy = nextStep(book, atMs, held('citizenActive'));
    expect(busy).toMatchObject({ type: 'end', end: { state: 'refused', code: 'citizenActive' } });
    const cannot = nextStep(book, atMs, { holds: () => null, refusal: () => 'unknownItem' });
    expect(cannot).toMatchObject({ type: 'end', end: { state: 'refused', code: 'unknownItem' } });
  });

  test('of a kind that this release does not know, and one that comes too late, end without being begun', () => {
    const late = command(2, { expiresAt: new Date(atMs).toISOString() });
    const book = withHeard(newBook(0), [command(1, { act: null }), late], atMs);
    expect(only(book)).toEqual([
      ['refused', 'unknownAct'],
      ['expired', null],
    ]);
    expect(nextStep(book, atMs, free)).toBeNull();
  });

  test('beyond what a machine can hold is not taken, so that the hub offers it again; nothing is passed over', () => {
    const many = Array.from({ length: 20 }, (_, i) => command(i + 1));
    let book = withHeard(newBook(0), many, atMs);
    expect([book.kept.length, book.highest]).toEqual([16, 16]);
    for (const { id } of book.kept) book = withEnd(book, id, { state: 'done', code: null }, atMs);
    book = tidied(book, new Set(book.kept.map(({ id }) => id)));
    expect(withHeard(book, many, atMs).kept.map(({ number }) => number)).toEqual([17, 18, 19, 20]);
    expect(heldOf(book)).toEqual([]);
  });

  test('has one end: what comes after it changes nothing', () => {
    const one = command(1);
    const ended = withEnd(withHeard(newBook(0), [one], atMs), one.id, { state: 'failed', code: 'timeout' }, atMs);
    expect(withEnd(ended, one.id, { state: 'done', code: null }, atMs + 5)).toEqual(ended);
    expect(withBegun(ended, one.id, atMs)).toEqual(ended);
    expect(ended.kept.every(({ state }) => isFinal(state))).toBe(true);
  });
});

describe('the book on the disk', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'yitiji-commands-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const meta = () => {
    const kept = new Map<string, string>();
    return {
      kept,
      get: (key: string) => kept.get(key) ?? null,
      set: (key: string, value: string) => {
        kept.set(key, value);
        return ok(undefined);
      },
    };
  };

  test('comes back as it was written, and a database that was put back from a backup does not bring commands back', () => {
    const [own, faults] = [meta(), [] as string[]];
    const file = bookFile(join(dir, 'commands.json'), own, (code) => faults.push(code));
    expect(file.read()).toEqual(newBook(0));
    const book = withHeard(newBook(0), [command(7)], atMs);
    expect(file.write(book)).toBe(true);
    expect([file.read(), own.kept.get(highestKey), faults]).toEqual([book, '7', []]);
    own.kept.clear();
    expect(file.read()).toEqual(book);
  });

  test('that is damaged, cut short, gone or older refuses every command that may have been done, aloud, and takes later ones', () => {
    const own = meta();
    const path = join(dir, 'commands.json');
    const file = bookFile(path, own, () => undefined);
    const old = withHeard(newBook(0), [command(3)], atMs);
    file.write(old);
    const oldText = readFileSync(path, 'utf8');
    file.write(withHeard(old, [command(7)], atMs));
    const whole = readFileSync(path, 'utf8');
    const spoil: (() => void)[] = [
      () => writeFileSync(path, whole.slice(0, 40)),
      () => writeFileSync(path, ''),
      () => writeFileSync(path, whole.replace('"accepted"', '"begun"')),
      () => writeFileSync(path, oldText),
      () => rmSync(path),
    ];
    for (const damage of spoil) {
      damage();
      const after = file.read();
      expect(after).toEqual(newBook(7));
      const again = withHeard(after, [command(7), command(8)], atMs);
      expect(only(again)).toEqual([
        ['refused', 'memoryLost'],
        ['accepted', null],
      ]);
      writeFileSync(path, whole);
    }
  });

  test('that cannot be written says so, and nothing may be begun on it', () => {
    const faults: string[] = [];
    const file = bookFile(join(dir, 'nowhere/commands.json'), meta(), (code) => faults.push(code));
    expect(file.write(newBook(0))).toBe(false);
    expect(faults).toEqual(['ENOENT']);
  });
});
