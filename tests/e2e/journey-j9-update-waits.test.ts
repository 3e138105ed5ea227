import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../../build/demo/kiosk-window.ts';
import { projectNode } from '../../build/project.mjs';
import type { UpdateLease, WaitCode } from '../../contract/update-gate.ts';
import { connectGate, type GateClient } from '../../updater/gate-client.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { endProcesses, root, yitiji } from '../support/yitiji-process.ts';

/**
 * F-17 (docs/domain/journeys.md §6): an update waits for whoever is served and for whatever the machine keeps, gets an idle machine, and gives it back. The
 * updater is played from outside, over the socket that it will use.
 */
let j: Journey;
const gates: GateClient[] = [];
const leases: { readonly gate: GateClient; readonly leaseId: string }[] = [];
beforeAll(async () => {
  j = await startJourney({
    ...{ name: 'J9-update', code: 'TH0109', documentPrinter: true, personaliser: true, motorSpeed: 10, takeSeconds: 6 },
    updates: { window: { from: '00:00', to: '00:00' }, quietSeconds: 0, freeze: [] },
  });
});
afterAll(() => j?.close());
afterEach(async () => {
  // Of a test that failed in the middle: the others shall not wait for its lease.
  for (const { gate, leaseId } of leases.splice(0)) await gate.release(leaseId);
  for (const gate of gates.splice(0)) gate.close();
  await endProcesses();
  const { dispenser, ioBoard } = j.kiosk.bench;
  dispenser.clearFaults();
  dispenser.attend();
  ioBoard.setContact('presence', false);
  ioBoard.setContact('door', false);
  await j.afterEach();
});

const liYun: Plan = { card: 'li-yun', choose: { cards: 'card-1' } };

async function updater(): Promise<GateClient> {
  const connected = await connectGate(j.kiosk.dataDir);
  if (!connected.ok) throw new Error(connected.error.code);
  gates.push(connected.value);
  return connected.value;
}

/** Codes of the reasons of an ask that has to wait. */
async function waits(gate: GateClient): Promise<readonly string[]> {
  const asked = await gate.ask({ estimateSeconds: 120, leaseSeconds: 120 });
  if (!asked.ok || asked.value.state !== 'waiting') throw new Error(`does not wait: ${JSON.stringify(asked)}`);
  return asked.value.reasons.map(({ code }) => code);
}

async function granted(gate: GateClient): Promise<UpdateLease> {
  const lease = await gate.granted();
  if (!lease.ok) throw new Error(lease.error.code);
  leases.push({ gate, leaseId: lease.value.leaseId });
  return lease.value;
}

/** Exit, and nothing forgotten. Whatever stands behind Z is for the test to say. */
async function goAway(): Promise<void> {
  j.kiosk.bench.removeCard();
  await j.kiosk.touch('[data-action="exit"]');
}

/** Resolves when exactly these reasons were pushed; begins to listen at once. */
function news(gate: GateClient): (codes: readonly WaitCode[]) => Promise<void> {
  let heard: string[] = [];
  let look: () => void = () => undefined;
  gate.onWaiting((reasons) => {
    heard = [...heard, reasons.map(({ code }) => code).join(' ')];
    look();
  });
  return (codes) =>
    within(`reasons ${codes.join(' ')}, heard ${heard.join(' | ')}`, (done) => {
      look = () => {
        if (heard.includes(codes.join(' '))) done();
      };
      look();
      return () => undefined;
    });
}

/** What a technician reads. */
const command = async () => {
  const { code, last } = await yitiji(['update', 'gate', '--data', j.kiosk.dataDir, '--json']);
  const reasons = (last.reasons ?? []) as readonly { readonly code: string }[];
  return { code, codes: reasons.map((reason) => reason.code), held: last.held };
};

const words = async () => (await j.kiosk.text()).replaceAll(/\s/g, '');

describe('F-17: an update that waits', () => {
  it('in the middle of a visit: page and revision stay; the end of the visit grants by push; nobody can begin; released, the next visit runs', async () => {
    j.branch('middle-of-a-visit');
    await j.visit('ss.card.loss', liYun, { until: (page) => page.startsWith('D2') });
    const before = await j.now();
    const gate = await updater();
    expect(await waits(gate)).toEqual(['visit.open', 'idCard.onPad', 'device.claimed']);
    expect(await command()).toMatchObject({ code: 1, codes: ['visit.open', 'idCard.onPad', 'device.claimed'] });
    expect(await j.now()).toEqual(before);
    await j.kiosk.touch('[data-action="exit"]');
    await j.standsOn('machine/card-left');
    j.kiosk.bench.removeCard();
    const lease = await granted(gate);
    await j.kiosk.at('machine/updating');
    await j.picture();
    expect(await words()).toMatch(/本机正在更新.*约需2分钟.*最近的另一台一体机.*020-00000000/);
    // A touch anywhere, a card on the pad: the answer stays.
    const shown = await j.now();
    const second = await updater();
    const heard = news(second);
    expect(await waits(second)).toEqual(['lease.held']);
    await j.kiosk.touch('h1');
    j.kiosk.bench.placeCard('li-yun');
    await heard(['idCard.onPad', 'lease.held']);
    await j.kiosk.touch('h1');
    expect(await j.now()).toEqual(shown);
    expect(await command()).toMatchObject({ code: 1, codes: ['idCard.onPad', 'lease.held'] });
    second.close();
    expect(await gate.renew({ leaseId: lease.leaseId })).toMatchObject({
      ok: true,
      value: { lease: { leaseId: lease.leaseId }, against: [{ code: 'idCard.onPad', acts: 'keeper' }] },
    });
    j.kiosk.bench.removeCard();
    await j.kiosk.touch('[data-language="en"]');
    await j.shows(({ language }) => language === 'en');
    expect(await j.kiosk.text()).toMatch(/This machine is being updated.*About 2 min/s);
    await j.picture();
    await j.kiosk.touch('[data-language="zh-CN"]');
    expect(await gate.release(lease.leaseId)).toEqual({ ok: true, value: null });
    await j.kiosk.at('A0');
    expect(await command()).toMatchObject({ code: 0, codes: [], held: null });
    const next = await j.visit('ss.card.loss', liYun, { until: (page) => page.startsWith('D2') });
    expect(next.pages).toContain('ss.card.loss/C1');
  });

  it('pages that may lie in the tray of the printer: waits for the next visit, and goes on behind it', async () => {
    j.branch('papers-left');
    const plan: Plan = { card: 'li-yun', choose: { purpose: 'loan' } };
    await j.visit('cert.ss.insured', plan, { until: (page) => page === 'G1-printed-done' });
    const gate = await updater();
    expect(await waits(gate)).toContain('visit.open');
    await goAway();
    await j.kiosk.at('A0');
    expect(await words()).toContain('可能有文件未取');
    expect((await command()).codes).toEqual(['paper.inTray']);
    await j.visit('ss.card.query', { card: 'li-yun' }, { until: (page) => page === 'C1' });
    await goAway();
    const lease = await granted(gate);
    await j.kiosk.at('machine/updating');
    await gate.release(lease.leaseId);
    await j.kiosk.at('A0');
  });
});

describe('F-17: what the machine keeps', () => {
  it('somebody who only stands there, and an opened cabinet: waits, and goes on by itself', async () => {
    j.branch('person-door');
    const { ioBoard } = j.kiosk.bench;
    const gate = await updater();
    ioBoard.setContact('presence', true);
    await j.kiosk.logged('device.contact.changed');
    ioBoard.setContact('door', true);
    await j.kiosk.at('technician/enter');
    expect(await waits(gate)).toEqual(['person.present', 'door.open', 'maintenance.wanted']);
    const told = news(gate);
    ioBoard.setContact('door', false);
    await told(['person.present']);
    await j.kiosk.at('A0');
    ioBoard.setContact('presence', false);
    const lease = await granted(gate);
    await j.kiosk.at('machine/updating');
    await gate.release(lease.leaseId);
    await j.kiosk.at('A0');
  });

  it('a card that is stuck inside: waits behind the visit, however long, until two persons have taken it out', async () => {
    j.branch('card-stuck');
    j.kiosk.bench.dispenser.armMishap({ kind: 'hardJam', at: 'feed' });
    const plan: Plan = { card: 'li-yun', choose: { reason: 'damaged', fulfil: 'A' } };
    const { memory } = await j.visit('ss.card.replace', plan, { until: (page) => page === 'D2-fulfil' });
    const gate = await updater();
    const told = news(gate);
    expect(await waits(gate)).toContain('visit.open');
    const ended = await j.on(plan, { until: (page) => page.startsWith('G1-end'), memory });
    expect(ended.last.screen.name).toBe('ss.card.replace/G1-end-voided');
    await j.on(plan, { until: (page) => page.startsWith('F2'), memory: ended.memory });
    await goAway();
    await j.kiosk.at('A0');
    await told(['card.inside', 'custody.open']);
    await j.picture();
    j.kiosk.bench.ioBoard.setContact('door', true);
    await j.kiosk.at('technician/enter');
    j.kiosk.bench.dispenser.attend();
    j.kiosk.bench.ioBoard.setContact('door', false);
    const lease = await granted(gate);
    await j.kiosk.at('machine/updating');
    await gate.release(lease.leaseId);
    await j.kiosk.at('A0');
  });
});

describe('F-17: the machine comes back', () => {
  it('an updater that was killed keeps it no longer than its lease', async () => {
    j.branch('asker-killed');
    const asker = holder(2);
    await said(asker, 'granted');
    await j.kiosk.at('machine/updating');
    // It gave no time, so none is named.
    expect(await words()).not.toMatch(/约需|分钟/);
    asker.kill('SIGKILL');
    await j.kiosk.at('A0');
    await j.kiosk.logged('update.lease.ended', 3);
    const next = await j.visit('ss.card.loss', liYun, { until: (page) => page === 'C1' });
    expect(next.pages.at(-1)).toBe('ss.card.loss/C1');
  });

  it('a terminal service that is cut in the middle of a lease serves again; the lease is worth nothing, and is asked for anew', async () => {
    j.branch('service-killed');
    const gate = await updater();
    const asked = await gate.ask({ estimateSeconds: 120, leaseSeconds: 120 });
    if (!asked.ok || asked.value.state !== 'granted') throw new Error('not granted');
    const { leaseId } = asked.value.lease;
    await j.kiosk.at('machine/updating');
    process.kill(j.kiosk.terminalPid(), 'SIGKILL');
    await gate.closed;
    expect(await gate.renew({ leaseId })).toMatchObject({ ok: false, error: { code: 'away' } });
    await j.kiosk.at('A0');
    await j.kiosk.logged('terminal.local.started', 2);
    const again = await updater();
    expect(await again.renew({ leaseId })).toMatchObject({ ok: false, error: { code: 'unknownLease' } });
    const next = await j.visit('ss.card.loss', liYun, { until: (page) => page === 'C1' });
    expect(next.pages.at(-1)).toBe('ss.card.loss/C1');
    expect(await waits(again)).toContain('visit.open');
    await goAway();
    const lease = await granted(again);
    expect(lease.leaseId).not.toBe(leaseId);
    await again.release(lease.leaseId);
    await j.kiosk.at('A0');
  });
});

/** An updater in a process of its own. */
function holder(leaseSeconds: number): ChildProcess {
  const file = join(import.meta.dirname, 'ask-and-hold.test-data.ts');
  return spawn(projectNode, ['--no-warnings', file, j.kiosk.dataDir, String(leaseSeconds)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const said = (child: ChildProcess, word: string) =>
  within(word, (done) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(word)) done();
    };
    child.stdout?.on('data', read);
    return () => child.stdout?.off('data', read);
  });
