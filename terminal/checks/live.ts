import type { DeviceFact, LiveFacts } from '../../contract/checks.ts';
import type { Condition, DeviceStatus, Link } from '../../contract/device.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import type { Device } from '../../drivers/core/device.ts';
import type { IoBoard } from '../../drivers/io-board/io-board.ts';

/** What a check needs of a status. */
export function deviceFact(
  status: Pick<DeviceStatus, 'id' | 'link' | 'condition' | 'faults' | 'supplies' | 'bins'>,
): DeviceFact {
  const { id, link, condition, faults, supplies, bins } = status;
  return {
    ...{ id, link, condition },
    faults: faults.map(({ code, since }) => ({ code, since })),
    supplies: Object.fromEntries(
      Object.entries(supplies).map(([name, { level, source }]) => [name, { level, source }]),
    ),
    bins: Object.fromEntries(
      Object.entries(bins).map(([name, { kind, health, level, count }]) => [name, { kind, health, level, count }]),
    ),
  };
}

/** A part that only reports to the heartbeat, such as the touch panel. */
export function reportedFact({ id, link, condition, faults }: HeartbeatRequest['devices'][number]): DeviceFact {
  // The words are those of a status: the report was made from one.
  const axes = { link: link as Link, condition: condition as Condition };
  return { id, ...axes, faults: faults.map((code) => ({ code, since: '' })), supplies: {}, bins: {} };
}

/** Door and tamper contact as the board tells them; null = no board is fitted. */
export function cabinetFact(board: IoBoard | null): LiveFacts['cabinet'] {
  if (board === null) return null;
  // A board that has never answered has not said which contacts it has.
  if (board.capabilities() === null) return { door: 'unknown', tamper: 'unknown' };
  return { door: board.contact('door'), tamper: board.contact('tamper') };
}

/** What each device says of itself now. */
export function deviceFacts(devices: readonly Device[]): readonly DeviceFact[] {
  return devices.map((device) => deviceFact(device.status()));
}
