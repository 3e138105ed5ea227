import type { ErrorCode } from '../contract/device.ts';
import type { Presence } from '../drivers/id-reader/id-reader.ts';
import { watchCapabilities } from './devices/capability-views.ts';
import { type DeviceSet, padOf } from './devices/device-set.ts';
import type { CardPersonaliser } from './personaliser/card-personaliser.ts';
import type { EncoderTrust } from './personaliser/encoder-trust.ts';
import type { SessionService } from './session/session-service.ts';
import type { Store } from './store/store.ts';
import type { TerminalOptions } from './terminal-options.ts';
import type { TouchPanel } from './touch-panel/touch-panel.ts';
import type { FaceVerifier } from './verifier/face-verifier.ts';

/** What stands around the citizen. */
export interface Machine {
  readonly devices: DeviceSet;
  readonly personaliser: CardPersonaliser | null;
  readonly verifier: FaceVerifier | null;
  readonly encoder: EncoderTrust;
  readonly touchPanel: TouchPanel;
}

/** What a person must do first before a card may be moved; shows in no status of a device. */
export interface CardGate {
  /** Null = nothing. */
  blockedBy(): ErrorCode | null;
  /** Returns the end of listening. */
  onChange(listener: () => void): () => void;
}

/** No store, so no custodian. */
export const openGate: CardGate = { blockedBy: () => null, onChange: () => () => undefined };

/** What happens around the citizen: devices, pad, door. Returns the end of watching. */
export function watchWorld(
  { config }: Pick<TerminalOptions, 'config'>,
  { devices, personaliser, verifier, encoder, touchPanel }: Machine,
  session: SessionService,
  store: Store | null,
  gate: CardGate,
): () => void {
  const fitted = config.fitted ?? {};
  const blocked = () => gate.blockedBy() ?? encoder.fault;
  const capabilities = watchCapabilities(
    { devices, personaliser, fitted, hasFaceVerifier: verifier !== null, cardsBlockedBy: blocked },
    (capability, view) => session.send({ type: 'DEVICE', capability, view }),
  );
  const ends = [capabilities.stop, encoder.onChange(capabilities.refresh), gate.onChange(capabilities.refresh)];
  const { idReader, ioBoard } = devices;
  if (idReader !== null) {
    let isLaid = false;
    const pad = (presence: Presence) => {
      const state = padOf(presence);
      session.send({ type: 'PAD', pad: state });
      const wasLaid = isLaid;
      // A reader that cannot say has seen nobody come and nobody go.
      if (state !== 'unknown') isLaid = state !== 'absent';
      if (isLaid && !wasLaid) touchPanel.cardLaid();
    };
    ends.push(idReader.onPresence(pad));
  }
  ends.push(touchPanel.watch((panel) => session.send({ type: 'PANEL', panel })));
  if (ioBoard !== null) {
    let isOpen = false;
    const door = () => {
      const state = ioBoard.contact('door');
      // A board that is away opens no door, and closes none.
      if ((state !== 'open' && state !== 'closed') || (state === 'open') === isOpen) return;
      isOpen = state === 'open';
      store?.audit('door', { state }, null);
      session.send({ type: 'DOOR', open: isOpen });
      if (isOpen) return;
      // Somebody was there: what jammed is out, what was worn is seen to. Whatever is still wrong shows at the next look.
      encoder.attended();
      devices.cardDispenser?.attended();
    };
    ends.push(ioBoard.onContact(({ contact }) => (contact === 'door' ? door() : undefined)));
    door();
  }
  return () => {
    for (const end of ends) end();
  };
}
