import { join } from 'node:path';
import { type Capability, capabilities } from '../../../contract/catalogue/condition.ts';
import type { ServiceItem, Theme } from '../../../contract/catalogue/item.ts';
import type { IntentBody } from '../../../contract/intent.ts';
import { noLog } from '../../../contract/log.ts';
import { referenceMachine } from '../../../contract/reference-machine.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { loadItems, loadThemes } from '../../catalogue/load-items.ts';
import { itemSearchOf } from '../../catalogue/search.ts';
import { loadTexts } from '../../catalogue/texts.ts';
import type { Identity, SessionContext } from '../context.ts';
import { pageKit } from '../pages/page-kit.ts';
import { type JourneyValue, screenOf } from '../screen-of.ts';
import { createSessionService, type SessionServiceOptions } from '../session-service.ts';
import { identity, idlePorts, readAt } from './session-fixtures.ts';

const config = join(import.meta.dirname, '../../../kiosk-config');
export const texts = loadTexts(join(config, 'texts'));

function shipped(): readonly ServiceItem[] {
  const loaded = loadItems(join(config, 'catalogue'), texts);
  if (!loaded.ok) throw new Error(`${loaded.error.file}: ${loaded.error.reason}`);
  return loaded.value;
}
export const shippedItems = shipped();
const themes = loadThemes(config);
const shippedThemes: readonly Theme[] = themes.ok ? themes.value : [];

export interface RigOptions {
  readonly items?: readonly ServiceItem[];
  readonly enrolled?: Identity | null;
  readonly missing?: readonly Capability[];
  readonly settings?: SessionServiceOptions['settings'];
  readonly ports?: SessionServiceOptions['ports'];
  readonly equipment?: SessionServiceOptions['equipment'];
  readonly technician?: SessionServiceOptions['technician'];
  readonly clock?: VirtualClock;
  readonly papersLeft?: boolean;
}

/** Wall clock of the fixtures: 2026-11-23 14:03:12 in the city. */
const startMs = Date.parse('2026-11-23T06:03:12.000Z');

/** A running session on a virtual clock, every device there unless it is `missing`. */
export function sessionRig(options: RigOptions = {}) {
  const clock = options.clock ?? new VirtualClock(startMs);
  const snapshots: Snapshot[] = [];
  const calls: string[] = [];
  let id = 0;
  const service = createSessionService({
    ports: options.ports ?? idlePorts(calls),
    items: options.items ?? shippedItems,
    themes: shippedThemes,
    texts,
    settings: options.settings ?? { cityHotline: '12345' },
    machine: referenceMachine,
    clock,
    log: noLog,
    epoch: 'e1',
    identity: options.enrolled === undefined ? identity : options.enrolled,
    crashed: false,
    papersLeft: options.papersLeft,
    equipment: options.equipment,
    technician: options.technician,
    durable: true,
    newId: () => `v${++id}`,
    publish: (snapshot) => snapshots.push(snapshot),
    receiptQr: (visit) =>
      visit.receiptNo === null ? null : { size: 1, modules: '1', label: texts.text('zh-CN', 'receipt.qr') },
  });
  service.start();
  for (const capability of capabilities) {
    // A plug in the jack turns speech on: only tests that say so begin with one.
    if (capability === 'headset' || options.missing?.includes(capability) === true) continue;
    service.send({ type: 'DEVICE', capability, view: { availability: 'ready', fault: null } });
  }
  service.send({
    type: 'SWITCHES',
    switches: { version: 1, phases: ['live', 'second'], off: [], hubTime: '2026-11-23T06:00:00.000Z' },
  });
  service.send({ type: 'ONLINE', online: true });
  service.send({ type: 'PAD', pad: 'absent' });
  const touch = (body: IntentBody) =>
    service.intent({ ...body, epoch: 'e1', revision: service.snapshot().revision } as Parameters<
      typeof service.intent
    >[0]);
  return {
    clock,
    snapshots,
    calls,
    service,
    touch,
    /** Starts an item wherever its tile stands: by the press that the tile would send. */
    begin: (itemId: string) =>
      service.send({
        type: 'PRESS',
        id: `tile:${itemId}`,
        nonce: `v${++id}`,
        at: new Date(clock.wallMs()).toISOString(),
      }),
    press: (pressId: string) => touch({ kind: 'press', id: pressId }),
    choose: (name: string, option: string) => touch({ kind: 'choose', name, option }),
    type: (name: string, value: string) => touch({ kind: 'type', name, value }),
    /** The page of a state in a context that a test has made up. */
    pageOf: (context: SessionContext, journey: JourneyValue) =>
      screenOf(pageKit(context, texts, { cityHotline: '12345' }, itemSearchOf([])), journey, null),
    name: () => service.snapshot().screen.name,
    text: () => JSON.stringify(service.snapshot().screen),
  };
}

export type SessionRig = ReturnType<typeof sessionRig>;

/** Whoever stands there is verified by a code to their phone, at the page that offers the ways. */
export function verifyBySms(r: SessionRig): void {
  r.press('method:sms');
  r.service.send({ type: 'SMS_SENT', codeId: 'c', to: '138****8000' });
  r.service.send({ type: 'VERIFIED', method: 'sms', assurance: 'sms', at: readAt });
}
