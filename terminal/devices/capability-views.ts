import type { Capability } from '../../contract/catalogue/condition.ts';
import { type Availability, availability, type DeviceStatus } from '../../contract/device.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { CardPersonaliser } from '../personaliser/card-personaliser.ts';
import type { DeviceView } from '../session/context.ts';
import type { DeviceSet } from './device-set.ts';

/** What a machine can do now, from which devices. */
export interface CapabilitySources {
  readonly devices: DeviceSet;
  readonly personaliser: CardPersonaliser | null;
  readonly fitted: NonNullable<KioskConfig['fitted']>;
  /** Somebody compares faces: without that a camera is of no use for C2. */
  readonly hasFaceVerifier: boolean;
  /** Why the custodian holds the dispenser until a person has looked; null = it does not. */
  cardsBlockedBy(): DeviceView['fault'];
}

const order: readonly Availability[] = ['ready', 'limited', 'busy', 'unavailable'];
const absent: DeviceView = { availability: 'unavailable', fault: null };
const ready: DeviceView = { availability: 'ready', fault: null };
const fittedView = (isFitted: boolean | undefined): DeviceView => (isFitted === true ? ready : absent);

/** Each capability of the catalogue with its state now (docs/domain/catalogue.md §1.4). Pure. */
export function capabilityViews(sources: CapabilitySources): Readonly<Record<Capability, DeviceView>> {
  const { devices, personaliser, fitted, hasFaceVerifier } = sources;
  const { ioBoard } = devices;
  const isBoardUp = ioBoard?.status().link === 'up';
  return {
    idReader: viewOfDevice(devices.idReader),
    receiptPrinter: viewOfDevice(devices.receiptPrinter),
    a4Printer: viewOfDevice(devices.documentPrinter),
    qrScanner: viewOfDevice(devices.scanner),
    ssCardReader: viewOfDevice(devices.smartCard),
    cardIssuer: cardIssuer(sources),
    pinPad: pinPad(personaliser),
    camera: fittedView(fitted.camera === true && hasFaceVerifier),
    docCamera: fittedView(fitted.docCamera),
    speaker: fittedView(fitted.speaker),
    navPad: fittedView(fitted.navPad),
    headset: fittedView(isBoardUp && ioBoard.contact('headset') === 'plugged'),
    presence: fittedView(isBoardUp && ioBoard.contact('presence') !== null),
  };
}

function viewOfDevice(device: { status(): DeviceStatus } | null): DeviceView {
  if (device === null) return absent;
  const status = device.status();
  // A receipt is owed but is no property: a full retract bin does not stop receipts (custody rule 8).
  return { availability: availability(status, { needsRetainBin: false }), fault: status.faults[0]?.code ?? null };
}

/**
 * Mode A needs all of it: blanks, a free path, a bin for what nobody takes, a card that is fed to where it can be written, and the personaliser. One part
 * that fails takes the mode off the menu before anybody pays.
 */
function cardIssuer({ devices, personaliser, cardsBlockedBy }: CapabilitySources): DeviceView {
  const { cardDispenser } = devices;
  if (cardDispenser === null || personaliser === null) return absent;
  if (cardDispenser.capabilities.feedsTo !== 'inside') return { availability: 'unavailable', fault: 'E_UNSUPPORTED' };
  const blocked = cardsBlockedBy();
  if (blocked !== null) return { availability: 'unavailable', fault: blocked };
  const statuses = [cardDispenser.status(), personaliser.status()];
  const worst = Math.max(...statuses.map((status) => order.indexOf(availability(status))));
  return {
    availability: order[worst] ?? 'unavailable',
    fault: statuses.flatMap(({ faults }) => faults)[0]?.code ?? null,
  };
}

/** Keys work whatever the printer beside them does. */
function pinPad(personaliser: CardPersonaliser | null): DeviceView {
  if (personaliser === null) return absent;
  const { link, condition, faults } = personaliser.status();
  const isUsable = link === 'up' && condition !== 'tampered' && condition !== 'faulted';
  return { availability: isUsable ? 'ready' : 'unavailable', fault: isUsable ? null : (faults[0]?.code ?? null) };
}

/**
 * Reports each capability once at the beginning and at every change. Returns the end of watching.
 * @param report called only with news
 */
export function watchCapabilities(
  sources: CapabilitySources,
  report: (capability: Capability, view: DeviceView) => void,
): { refresh(): void; stop(): void } {
  const shown = new Map<Capability, string>();
  const refresh = () => {
    for (const [name, view] of Object.entries(capabilityViews(sources)) as [Capability, DeviceView][]) {
      const text = `${view.availability} ${view.fault ?? ''}`;
      if (shown.get(name) === text) continue;
      shown.set(name, text);
      report(name, view);
    }
  };
  const { devices, personaliser } = sources;
  const ends = [...devices.all, ...(personaliser === null ? [] : [personaliser])].map((device) =>
    device.onStatus(refresh),
  );
  const board = devices.ioBoard?.onContact(refresh);
  if (board !== undefined) ends.push(board);
  refresh();
  return {
    refresh,
    stop: () => {
      for (const end of ends) end();
    },
  };
}
