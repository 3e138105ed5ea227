import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { untilEnrolmentMs } from '../../hub/testing/case-kit.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { leave, openItem, walk } from '../support/citizen/walk.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';
import { LiveHeap } from '../support/live-heap.ts';
import { osAhead } from '../support/os-says.ts';
import { needlesOf, personaOf } from '../support/planted-values.ts';
import { countIn, familyOf, inMemory, type Needle, type RunningProcess } from '../support/process-memory.ts';

/**
 * Whoever comes next, and whoever opens the machine: nobody finds the person who was there. Looked at, byte by byte, is the memory of every process that draws
 * or reads a card, and every file below the machine's folders; of the two programs that live on (shell and terminal service) everything that they still refer to.
 * While the visit is open the same look finds what was planted.
 */
let hub: HubRig;
let kiosk: KioskRig;
const live = new LiveHeap();
const clockAheadMs = untilEnrolmentMs(Date.now());
beforeAll(async () => {
  hub = await startHubRig({ clockAheadMs });
});
afterAll(async () => {
  await hub?.close();
  live.remove();
});

/** @param pace part of the pages' time limits that applies */
function onMachine(code: string, pace: number): void {
  beforeAll(async () => {
    kiosk = await startKiosk({
      hubUrl: hub.url,
      size: '1080x1920',
      pace,
      isStill: true,
      nodeFlags: live.nodeFlags,
      ...osAhead(clockAheadMs),
      prepare: (dataDir) => hub.enrolMachine(dataDir, code, '天河区测试街 01 号机'),
    });
  });
  afterAll(() => kiosk?.close());
}
afterEach(async () => {
  await leave(kiosk);
  await hub.resetDemonstration();
});

const item = 'med.res.enrol';
const { name, number, address } = personaOf('wang-yi');
const planOf = (mobile: string): Plan => ({ card: 'wang-yi', type: { mobile } });

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

/**
 * The check page of an enrolment: card read, number typed, code of a text message typed.
 * @param mobile on nobody's file, so that it is typed; another one each time, since the city sends one code a minute to a number
 */
async function visit(mobile: string) {
  const plan = planOf(mobile);
  await kiosk.at('A0');
  await live.beforeVisit(kiosk);
  await openItem(kiosk, item);
  const walked = await walk(kiosk, hub, { plan, until: (page) => page === 'E1' });
  kiosk.bench.removeCard();
  const values = { name, number, address, mobile, code: await hub.smsCode() };
  return { ...walked, plan, values, needles: needlesOf(values), renderers: rendererPids() };
}

/** Behind the wipe: the page process that held the visit is gone, and nobody holds anything of it. */
async function expectNothing({ values, needles, renderers }: Awaited<ReturnType<typeof visit>>) {
  await kiosk.at('A0');
  expect(rendererPids().filter((pid) => renderers.includes(pid))).toEqual([]);
  expect(rendererPids()).toHaveLength(1);
  const memory = await held(needles);
  // Freed memory of the two programs keeps what stood there until it is used again: reported, not promised.
  console.info(`freed memory still shows: shell ${memory.shell.join(' ')}; terminal ${memory.terminal.join(' ')}`);
  expect({ renderer: memory.renderer, chromium: memory.chromium }).toEqual({ renderer: [], chromium: [] });
  expect(await live.ofTerminal(kiosk, values)).toEqual([]);
  expect(await live.ofShell(kiosk, values)).toEqual([]);
  expect(onDisk(needles)).toEqual([]);
}

/** What stands in which file. */
const onDisk = (needles: readonly Needle[]): readonly string[] =>
  kiosk
    .diskFiles()
    .flatMap(({ name, bytes }) =>
      needles.filter((needle) => countIn(bytes, needle) > 0).map(({ what }) => `${what} in ${name}`),
    );

describe('after a visit', () => {
  onMachine('TH0900', 1);

  it('exit: what window and service held while it was open is in no page process, no file, and referred to by nobody', async () => {
    const planted = await visit('13512349876');
    const open = await held(planted.needles);
    // The look at raw memory is not blind; each value by itself is seen by the look at what is referred to, below.
    expect(open.terminal).toEqual(expect.arrayContaining(['name', 'number']));
    // What was typed, and nothing of what stands behind a mask.
    expect(open.renderer).toEqual(['code', 'mobile']);
    expect(await live.ofTerminal(kiosk, planted.values)).toEqual(['name', 'number', 'address', 'mobile']);
    expect(onDisk(planted.needles)).toEqual([]);
    await kiosk.app.evaluate(() => Object.assign(globalThis, { planted: ['a text', 'that somebody keeps'].join(' ') }));
    expect(await live.ofShell(kiosk, { kept: 'a text that somebody keeps' })).toEqual(['kept']);
    await leave(kiosk);
    await expectNothing(planted);
  });

  it('finished: sent, printed, taken', async () => {
    const planted = await visit('13512349875');
    const end = await walk(kiosk, hub, { plan: planted.plan, memory: { ...planted.memory, lying: null } });
    expect(end.pages).toContain(`${item}/F2-accepted`);
    await expectNothing(planted);
  });
});

describe('after a visit that nobody ended', () => {
  onMachine('TH0901', 0.1);

  it('time-out: somebody walks away from the check page', async () => {
    const planted = await visit('13512349874');
    await kiosk.left(`${item}/E1`);
    await expectNothing(planted);
    const ended = kiosk.output.filter((line) => line.includes('"session.visit.ended"'));
    expect(ended.at(-1)).toContain('"reason":"timeout"');
  });
});
