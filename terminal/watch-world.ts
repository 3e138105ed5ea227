import type { Clock } from '../contract/clock.ts';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import { cityDay } from '../contract/working-days.ts';
import { watchCapabilities } from './devices/capability-views.ts';
import type { Custodian } from './devices/custodian.ts';
import { type DeviceSet, padOf } from './devices/device-set.ts';
import type { CardPersonaliser } from './personaliser/card-personaliser.ts';
import type { SessionService } from './session/session-service.ts';
import type { Store } from './store/store.ts';
import type { FaceVerifier } from './verifier/face-verifier.ts';

/** What this machine is fitted with. */
export interface Machine {
  readonly devices: DeviceSet;
  readonly personaliser: CardPersonaliser | null;
  readonly verifier: FaceVerifier | null;
}

/** How often it is looked whether the city's day has changed, milliseconds. */
const dayLookMs = 30_000;

/** What happens around the citizen: devices, pad, door, the city's day. Returns the end of watching. */
export function watchWorld(
  { clock, config }: { readonly clock: Clock; readonly config: KioskConfig },
  { devices, personaliser, verifier }: Machine,
  session: SessionService,
  store: Store | null,
  cardsBlockedBy: () => ReturnType<Custodian['blockedBy']>,
): () => void {
  const capabilities = watchCapabilities(
    { devices, personaliser, fitted: config.fitted ?? {}, hasFaceVerifier: verifier !== null, cardsBlockedBy },
    (capability, view) => session.send({ type: 'DEVICE', capability, view }),
  );
  const ends = [capabilities.stop];
  const { idReader, ioBoard } = devices;
  if (idReader !== null) {
    ends.push(idReader.onPresence((presence) => session.send({ type: 'PAD', pad: padOf(presence) })));
  }
  if (ioBoard !== null) {
    let isOpen = false;
    const door = () => {
      const state = ioBoard.contact('door');
      // A board that is away opens no door, and closes none.
      if ((state !== 'open' && state !== 'closed') || (state === 'open') === isOpen) return;
      isOpen = state === 'open';
      store?.audit('door', { state }, null);
      session.send({ type: 'DOOR', open: isOpen });
    };
    ends.push(ioBoard.onContact(({ contact }) => (contact === 'door' ? door() : undefined)));
    door();
  }
  let today = '';
  let cancelDay: () => void = () => undefined;
  const day = () => {
    const now = cityDay(store?.trustedWallMs() ?? clock.wallMs());
    if (now !== today) session.send({ type: 'TODAY', today: now });
    today = now;
    // What the custodian holds shows in no status of a device.
    capabilities.refresh();
    cancelDay = clock.after(dayLookMs, day);
  };
  day();
  return () => {
    cancelDay();
    for (const end of ends) end();
  };
}
