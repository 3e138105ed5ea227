import type { DeviceSet } from '../devices/device-set.ts';

/**
 * What key and cabinet door say of somebody's coming and going, as edges: a key that is turned when the program starts has turned nothing, and a board that is away neither.
 *
 * @returns ends watching
 */
export function watchKeyAndDoor(
  board: NonNullable<DeviceSet['ioBoard']>,
  told: { keyOn(): void; keyOff(): void; doorOpened(): void; doorShut(): void },
): () => void {
  let key = board.contact('serviceKey');
  let door = board.contact('door');
  return board.onContact(({ contact }) => {
    if (contact === 'serviceKey') {
      const now = board.contact('serviceKey');
      const before = key;
      if (now !== 'unknown') key = now;
      if (now === 'on' && before !== 'on') told.keyOn();
      if (now === 'off' && before === 'on') told.keyOff();
    }
    if (contact === 'door') {
      const now = board.contact('door');
      const before = door;
      if (now !== 'unknown') door = now;
      if (now === 'open' && before === 'closed') told.doorOpened();
      if (now === 'closed' && before === 'open') told.doorShut();
    }
  });
}
