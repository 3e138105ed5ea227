import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { line } from '../checks/line.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { texts } from '../session/testing/session-rig.ts';
import { accessLimits } from './access.ts';
import { StorelessHelp } from './storeless-help.ts';

/** A machine without a store, with contacts that a test turns; `null` = no board is fitted. */
function rig(contacts: Record<string, string> | null = { door: 'closed', serviceKey: 'off' }) {
  const clock = new VirtualClock();
  const listeners = new Set<(change: { readonly contact: string }) => void>();
  const done: string[] = [];
  let settle: (() => void) | null = null;
  const found = [line('store.open', 'store', 'fail'), line('hub.reach', 'hub', 'pass')];
  const ioBoard = {
    contact: (name: string) => contacts?.[name] ?? null,
    onContact: (listener: (change: { readonly contact: string }) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const help = new StorelessHelp({
    ...{ clock, texts, log: noLog, fault: { code: 'corrupt', detail: 'page 7' }, session: { redraw: () => undefined } },
    devices: { ioBoard: contacts === null ? null : ioBoard } as unknown as DeviceSet,
    check: () =>
      new Promise((resolve) => {
        settle = () => resolve(found);
      }),
    restart: () => done.push('restart'),
    powerOff: () => Promise.resolve(done.push('off')),
  });
  return {
    ...{ help, clock, done },
    turn: (contact: string, state: string) => {
      if (contacts !== null) contacts[contact] = state;
      for (const listener of [...listeners]) listener({ contact });
    },
    checked: async () => {
      settle?.();
      await clock.advance(0);
    },
    press: (id: string) => help.intent({ kind: 'press', id, epoch: 'e', revision: 0 }),
    offered: () => {
      const { main, other = [] } = help.view()?.actions ?? {};
      return [main, ...other].flatMap((action) => (action === undefined ? [] : [action.id]));
    },
  };
}

describe('a machine whose store cannot be opened', () => {
  it('tells whoever finds the gesture what is wrong, and lets him do nothing to the machine', async () => {
    const r = rig();
    expect(r.help.view()).toBeNull();
    r.help.knock();
    await r.checked();
    const said = JSON.stringify(r.help.view());
    expect(said).toContain('存储已损坏');
    expect(said).toContain('不能留下记录');
    // The detail is for the log: it may name a path.
    expect(said).not.toContain('page 7');
    expect(r.offered()).toEqual(['checks.run']);
    r.press('restart.program');
    r.press('power.off');
    r.press('power.off');
    expect(r.done).toEqual([]);
    await r.clock.advance(accessLimits.idleMs);
    expect(r.help.view()).toBeNull();
    r.help.stop();
    expect(r.clock.pending).toBe(0);
  });

  it('comes up by the opened cabinet, restarts, turns off when asked twice, and goes when the cabinet is shut', async () => {
    const r = rig();
    r.turn('door', 'open');
    await r.checked();
    expect(r.offered()).toEqual(['restart.program', 'power.off', 'checks.run']);
    r.press('restart.program');
    r.press('power.off');
    expect(r.done).toEqual(['restart']);
    // Another touch between is no yes.
    r.press('checks.run');
    await r.checked();
    r.press('power.off');
    expect(r.done).toEqual(['restart']);
    r.press('power.off');
    expect(r.done).toEqual(['restart', 'off']);
    r.turn('door', 'closed');
    expect(r.help.view()).toBeNull();
    r.help.stop();
  });

  it('a cabinet that was shut behind the page takes the restart away, also from a touch on its way', async () => {
    const r = rig();
    r.turn('serviceKey', 'on');
    await r.checked();
    expect(r.offered()).toContain('restart.program');
    r.turn('serviceKey', 'off');
    r.help.knock();
    r.press('restart.program');
    expect(r.done).toEqual([]);
    r.help.stop();
  });

  it('where no board tells, whoever stands there is believed', async () => {
    const r = rig(null);
    r.help.knock();
    await r.checked();
    expect(r.offered()).toContain('restart.program');
    r.help.stop();
  });
});
