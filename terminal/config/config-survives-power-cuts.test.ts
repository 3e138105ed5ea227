import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigDesk } from './config-desk.ts';
import { readLastGood } from './config-files.ts';
import { type Disk, replaceFile } from './disk.ts';
import { CutDisk, PowerCut } from './testing/cut-disk.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../kiosk-config/default.json'), 'utf8');
const machineFile = '/etc/yitiji/machine.json';
const oldText = '{ "cityHotline": "12333" }\n';
const places = { shippedDir: '/opt/kiosk-config', dataDir: '/data', machineFile, siteFile: null };

/** A machine that has started once. */
const started = (() => {
  const disk = new CutDisk();
  disk.put('/opt/kiosk-config/default.json', shipped);
  disk.put(machineFile, oldText);
  disk.put('/data/kiosk.db', '');
  const taken = deskOn(disk).take();
  expect(taken.ok && taken.value.unkept).toBeNull();
  return disk;
})();
const freshDisk = () => started.afterPower(1, 1);

function deskOn(disk: CutDisk): ConfigDesk {
  return new ConfigDesk(places, () => Date.UTC(2026, 10, 28, 8), disk.disk);
}

/** One change and the undoing of it. Returns what was told to be done before the power went. */
function work(disk: CutDisk): { readonly changed: boolean; readonly undone: boolean } {
  const desk = deskOn(disk);
  const proposal = desk.propose('machine', [{ path: '/cityHotline', value: '12320' }]);
  if (!proposal.ok) throw new Error(proposal.error.code);
  const changed = desk.apply(proposal.value, 'op-1');
  if (!changed.ok) return { changed: false, undone: false };
  const undo = desk.proposeUndo(null);
  if (!undo.ok) throw new Error(undo.error.code);
  return { changed: true, undone: desk.apply(undo.value, 'op-1').ok };
}

const whole = (() => {
  const disk = freshDisk();
  const before = disk.operations;
  work(disk);
  return { before, operations: disk.operations - before };
})();

/** What the medium may have kept of what was not forced to it. */
const powers = [
  [0, 0],
  [0, 1],
  [0.5, 0.5],
  [1, 0],
] as const;

describe('a power cut within a change of the configuration', () => {
  it('at any moment leaves the old or the new file whole, a history that knows which, and a machine that starts', () => {
    const seen = { old: 0, new: 0, interrupted: 0 };
    for (let cut = 0; cut < whole.operations; cut += 1) {
      for (const [reached, torn] of powers) {
        const disk = freshDisk();
        disk.cutAfter = disk.operations + cut;
        const told = work(disk);
        const after = disk.afterPower(reached, torn);
        const at = `operation ${cut}, ${reached}, ${torn}`;
        const text = after.text(machineFile);
        const standing = deskOn(after).take();
        if (!standing.ok) throw new Error(`${at}: ${standing.error.map(({ reason }) => reason).join()}`);
        expect([at, standing.value.refused, standing.value.unkept]).toEqual([at, [], null]);
        const { cityHotline } = standing.value.resolved.config;
        expect([at, ['12333', '12320']]).toEqual([at, expect.arrayContaining([cityHotline])]);
        expect([at, JSON.parse(text ?? '')]).toEqual([at, { cityHotline }]);
        const rows = deskOn(after).history();
        // Nobody touched the file by hand, and no entry is half there.
        expect([at, rows.filter(({ kind }) => kind === 'file')]).toEqual([at, []]);
        expect(rows.map(({ n }) => n)).toEqual(rows.map((_, i) => i + 1));
        const done = rows.filter(({ state }) => state !== 'interrupted');
        const changes = done.filter(({ kind }) => kind === 'set').length;
        const undos = done.filter(({ kind }) => kind === 'undo').length;
        expect([at, cityHotline]).toEqual([at, changes > undos ? '12320' : '12333']);
        if (told.changed) expect([at, changes]).toEqual([at, 1]);
        if (told.undone) expect([at, undos]).toEqual([at, 1]);
        expect(readLastGood(after.disk, '/data')?.layers.find(({ name }) => name === 'machine')?.text).toBe(text);
        // The next change goes on as always.
        const next = deskOn(after).propose('machine', [{ path: '/keys/doubleStrikeMs', value: 300 }]);
        expect([at, next.ok && deskOn(after).apply(next.value, 'op-2').ok]).toEqual([at, true]);
        seen[cityHotline === '12320' ? 'new' : 'old'] += 1;
        seen.interrupted += rows.length - done.length;
      }
    }
    // The sweep met each case, else it shows nothing.
    expect(Math.min(seen.old, seen.new, seen.interrupted)).toBeGreaterThan(0);
  });

  it.each(['file', 'folder'] as const)('the sweep finds a program that forgets the fsync of the %s', (forgotten) => {
    let isBroken = false;
    for (let cut = 0; cut <= 12 && !isBroken; cut += 1) {
      for (const [reached, torn] of powers) {
        const disk = new CutDisk();
        disk.put(machineFile, oldText);
        disk.cutAfter = cut;
        const { fsyncSync, openSync } = disk.disk;
        const folders = new Set<number>();
        const forgetful: Disk = {
          ...disk.disk,
          openSync: (path, flags) => {
            const fd = openSync(path, flags);
            if (String(path) === '/etc/yitiji') folders.add(fd);
            return fd;
          },
          fsyncSync: (fd) => (folders.has(fd) === (forgotten === 'folder') ? undefined : fsyncSync(fd)),
        };
        let isTold = false;
        try {
          replaceFile(forgetful, machineFile, '{ "cityHotline": "12320" }\n', 0o600);
          isTold = true;
        } catch (cause) {
          if (!(cause instanceof PowerCut)) throw cause;
        }
        const text = disk.afterPower(reached, torn).text(machineFile) ?? '';
        const isWhole = text === oldText || text === '{ "cityHotline": "12320" }\n';
        isBroken ||= !isWhole || (isTold && text === oldText);
      }
    }
    expect(isBroken).toBe(true);
  });
});
