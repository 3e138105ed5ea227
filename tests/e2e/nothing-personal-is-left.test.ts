import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../support/citizen/decide.ts';
import { leave, openItem, walk } from '../support/citizen/walk.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';
import { needlesOf, personaOf } from '../support/planted-values.ts';
import { familyOf, inMemory, type Needle, type RunningProcess } from '../support/process-memory.ts';

/**
 * Whoever comes next, and whoever opens the machine: nobody finds the person who was there. Looked at is the memory of every process of a real machine, byte
 * by byte, and every file below its folders. While the visit is open the same look finds what was planted.
 */
let hub: HubRig;
let kiosk: KioskRig;
beforeAll(async () => {
  hub = await startHubRig();
  kiosk = await startKiosk({
    hubUrl: hub.url,
    size: '1080x1920',
    pace: 0.2,
    prepare: (dataDir) => hub.enrolMachine(dataDir, 'TH0900', '天河区测试街 01 号机'),
  });
});
afterAll(async () => {
  await kiosk?.close();
  await hub?.close();
});
afterEach(async () => {
  await leave(kiosk);
  await hub.resetDemonstration();
});

const item = 'med.res.enrol';
const { name, number, address } = personaOf('wang-yi');
/** On nobody's file, so that it is typed. */
const mobile = '13512349876';
const plan: Plan = { card: 'wang-yi', type: { mobile } };

type Part = 'renderer' | 'shell' | 'terminal' | 'native host' | 'chromium';

function partOf({ command }: RunningProcess): Part {
  const type = /--type=([a-z-]+)/.exec(command)?.[1];
  if (type !== undefined) return type === 'renderer' ? 'renderer' : 'chromium';
  if (command.includes('native-host/host-process')) return 'native host';
  return command.includes('terminal/main.ts') ? 'terminal' : 'shell';
}

const machine = (): readonly RunningProcess[] => familyOf(kiosk.app.process().pid ?? 0);
const rendererPids = () => machine().flatMap((one) => (partOf(one) === 'renderer' ? [one.pid] : []));

/** What each part of the machine holds in its memory, by name of the value. */
async function held(needles: readonly Needle[]): Promise<Readonly<Record<Part, readonly string[]>>> {
  const parts: Record<Part, string[]> = { renderer: [], shell: [], terminal: [], 'native host': [], chromium: [] };
  for (const one of machine()) {
    const part = parts[partOf(one)];
    part.push(...Object.keys(await inMemory(one.pid, needles)).filter((what) => !part.includes(what)));
  }
  for (const part of Object.values(parts)) part.sort();
  return parts;
}

const nothing = { renderer: [], shell: [], terminal: [], 'native host': [], chromium: [] };

/** The check page of an enrolment: card read, number typed, code of a text message typed. */
async function visit() {
  await openItem(kiosk, item);
  const walked = await walk(kiosk, hub, { plan, until: (page) => page === 'E1' });
  kiosk.bench.removeCard();
  const code = await hub.smsCode();
  return { ...walked, needles: needlesOf({ name, number, address, mobile, code }) };
}

/** The page process that held the visit is gone, and the idle page stands: three seconds after the wipe, and two after the memory was given back. */
async function isOver(renderers: readonly number[]) {
  await kiosk.at('A0');
  expect(rendererPids().filter((pid) => renderers.includes(pid))).toEqual([]);
  expect(rendererPids()).toHaveLength(1);
}

const onDisk = (needles: readonly Needle[]): readonly string[] => {
  const bytes = kiosk.diskBytes();
  return needles.filter((needle) => bytes.includes(needle.bytes)).map(({ what }) => what);
};

describe('after a visit', () => {
  it('exit: what the window and the service held while it was open is in no process and in no file', async () => {
    const { needles } = await visit();
    const before = rendererPids();
    const open = await held(needles);
    expect(open.terminal).toEqual(['address', 'code', 'mobile', 'name', 'number']);
    // What was typed, and nothing of what is only shown behind a mask.
    expect(open.renderer).toEqual(['code', 'mobile']);
    expect(onDisk(needles)).toEqual([]);
    await kiosk.touch('[data-action="exit"]');
    await isOver(before);
    expect(await held(needles)).toEqual(nothing);
    expect(onDisk(needles)).toEqual([]);
  });

  it('time-out: somebody walks away from the check page', async () => {
    const { needles } = await visit();
    const before = rendererPids();
    await isOver(before);
    expect(kiosk.output.join('\n')).toContain('"reason":"timeout"');
    expect(await held(needles)).toEqual(nothing);
    expect(onDisk(needles)).toEqual([]);
  });

  it('finished: sent, printed, taken', async () => {
    const { memory, needles } = await visit();
    const before = rendererPids();
    const end = await walk(kiosk, hub, { plan, memory });
    expect(end.pages).toContain(`${item}/F2-accepted`);
    await isOver(before);
    expect(await held(needles)).toEqual(nothing);
    expect(onDisk(needles)).toEqual([]);
  });
});
