import { describe, expect, it } from 'vitest';
import type { LinkedLine } from '../transport/linked-transport.ts';
import { seededRandom } from './random.ts';
import type { ConformanceRig, Subject } from './subject.ts';
import { loadSubjectFiles } from './subjects.test-data.ts';

/** Drivers with a line of bytes; the others (PC/SC, CUPS) have their own tests of coming and going. */
const files = await loadSubjectFiles();
const all = files.flatMap(({ path, subjects }) =>
  subjects.map((subject) => ({ name: subject.name, subject, family: path.split('/')[0] ?? '' })),
);
const wired = all.filter(({ subject }) => {
  const rig = subject.rig({ random: () => 0.5 });
  rig.stop();
  return rig.line !== null;
});

interface Wired extends ConformanceRig {
  readonly line: LinkedLine;
}

function rigOf(subject: Subject): Wired {
  const rig = subject.rig({ random: seededRandom(3) });
  const { line } = rig;
  if (line === null) throw new Error(`${subject.name} has no line`);
  return Object.create(rig, { line: { value: line } }) as Wired;
}

async function until(rig: Wired, isSo: () => boolean, limitMs = 15_000): Promise<boolean> {
  await rig.clock.advance(0);
  for (let ms = 0; ms < limitMs && !isSo(); ms += 50) await rig.clock.advance(50);
  return isSo();
}

const isUp = (rig: Wired) => rig.device.status().link === 'up';

async function closed(rig: Wired): Promise<void> {
  const closing = rig.device.close();
  await rig.clock.advance(5_000);
  await closing;
  rig.stop();
  expect(rig.line.isOpen).toBe(false);
  expect(rig.clock.pending).toBe(0);
  expect(rig.line.maxOpen).toBeLessThanOrEqual(1);
}

describe.each(wired)('$name', ({ subject, family }) => {
  it('C8 C12 a thousand reconnects leave no timer, and the epoch rises with each', async () => {
    const rig = rigOf(subject);
    rig.device.start();
    expect(await until(rig, () => isUp(rig))).toBe(true);
    await rig.clock.advance(1_000);
    const timers = rig.clock.pending;
    let { epoch } = rig.device.status();
    for (let times = 0; times < 1_000; times += 1) {
      rig.line.unplug();
      await rig.clock.advance(5);
      rig.line.plug();
      expect(await until(rig, () => isUp(rig))).toBe(true);
      expect(rig.device.status().epoch).toBeGreaterThan(epoch);
      epoch = rig.device.status().epoch;
    }
    await rig.clock.advance(1_000);
    expect(rig.clock.pending).toBeLessThanOrEqual(timers + 5);
    await closed(rig);
  });

  it('C9 gone for an hour and back: the next citizen is served', async () => {
    const rig = rigOf(subject);
    rig.device.start();
    expect(await until(rig, () => isUp(rig))).toBe(true);
    rig.line.unplug();
    await rig.clock.advance(3_600_000);
    expect(rig.device.status().link).not.toBe('up');
    expect(rig.device.status().faults.map(({ code }) => code)).toContain('E_LINK_LOST');
    rig.line.plug();
    rig.heal();
    expect(await until(rig, () => isUp(rig) && rig.disagreement() === null)).toBe(true);
    expect(rig.device.status().faults).toEqual([]);
    expect(await rig.serveNext()).toMatchObject({ ok: true });
    await closed(rig);
  });

  const goings: Readonly<Record<string, (rig: Wired) => () => void>> = {
    'the port has gone': ({ line }) => {
      line.unplug();
      return () => line.plug();
    },
    'the adapter stays, its cable or the power has gone': ({ line }) => {
      line.replaceDevice(() => undefined);
      return () => line.replaceDevice(null);
    },
  };

  it.each(Object.entries(goings))('C9 %s: back within 5 s of being plugged in, whenever that is', async (_, go) => {
    for (const awayMs of [20_000, 33_300, 36_600, 61_900, 600_100]) {
      const rig = rigOf(subject);
      rig.device.start();
      const comeBack = go(rig);
      await rig.clock.advance(awayMs);
      comeBack();
      rig.heal();
      expect(await until(rig, () => isUp(rig), 5_000), `after ${awayMs} ms`).toBe(true);
      await closed(rig);
    }
  });

  it('C12 what the device had said before a reconnect comes out of a buffer afterwards, and changes nothing', async () => {
    const rig = rigOf(subject);
    const said: Uint8Array[] = [];
    const leave = rig.line.onDeviceSend((bytes) => said.push(bytes));
    rig.device.start();
    expect(await until(rig, () => isUp(rig))).toBe(true);
    await rig.clock.advance(6_000);
    leave();
    for (const stale of [said.slice(0, 3), said.slice(-3)]) {
      rig.line.unplug();
      await rig.clock.advance(100);
      rig.line.plug();
      for (let ms = 0; ms < 15_000 && !rig.line.isOpen; ms += 1) await rig.clock.advance(1);
      for (const bytes of stale) rig.line.send(bytes);
      rig.heal();
      expect(await until(rig, () => isUp(rig) && rig.disagreement() === null)).toBe(true);
      expect(rig.device.status().condition).toBe('ok');
    }
    expect(await rig.serveNext()).toMatchObject({ ok: true });
    await closed(rig);
  });

  const strangers: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | null>> = {
    'nothing at all': () => null,
    'an echo, as of a looped cable': (bytes) => bytes,
    'a modem': () => Uint8Array.from(Buffer.from('\r\nERROR\r\n')),
  };

  if (subject.hasNoIdentity !== undefined) return;

  describe('C10 another device answers', () => {
    it.each(Object.entries(strangers))(
      '%s: refused, nothing but harmless queries sent, the right one found later',
      async (_, answer) => {
        const rig = rigOf(subject);
        const stranger = rig.line.replaceDevice((bytes) => {
          const reply = answer(bytes);
          if (reply !== null) stranger.reply(reply);
        });
        await refused(rig, () => rig.clock.advance(30_000));
        rig.line.replaceDevice(null);
        rig.heal();
        expect(await until(rig, () => isUp(rig))).toBe(true);
        await closed(rig);
      },
    );

    const others = wired.filter((other) => other.family !== family && other.subject.framing === subject.framing);
    if (others.length === 0) return;

    it.each(others)('$name: refused, nothing but harmless queries sent', async ({ subject: otherSubject }) => {
      const rig = rigOf(subject);
      const other = rigOf(otherSubject);
      const { signal } = new AbortController();
      const stranger = rig.line.replaceDevice((bytes) => void other.line.transport.write(bytes, signal));
      await other.line.transport.open({ bytes: (bytes) => stranger.reply(bytes), closed: () => undefined }, signal);
      await refused(rig, async () => {
        for (let ms = 0; ms < 15_000; ms += 20) {
          await rig.clock.advance(20);
          await other.clock.advance(20);
        }
      });
      other.stop();
      await closed(rig);
    });
  });
});

/** Starts the driver, lets time pass and sees that the stranger is never taken for the device, and that nothing was done to it. */
async function refused(rig: Wired, pass: () => Promise<void>): Promise<void> {
  const links: string[] = [];
  const harmful: string[] = [];
  const leaveStatus = rig.device.onStatus(({ link }) => links.push(link));
  const leaveWrites = rig.line.onHostWrite((bytes) => {
    if (rig.isHarmless?.(bytes) === false) harmful.push(Buffer.from(bytes).toString('hex'));
  });
  rig.device.start();
  await pass();
  leaveStatus();
  leaveWrites();
  expect(links).not.toContain('up');
  expect(harmful).toEqual([]);
}
