import type { ErrorCode } from '../../contract/device.ts';
import type { CardMotion, DispenserCapabilities } from './card-dispenser.ts';
import type { Seen } from './dispenser-wire.ts';

/**
 * Why a motion must not begin, from the look just before it (rules D3 and D6 of docs/protocols/card-dispenser.md; device-model.md, section 6, rule 1);
 * null = it may. Nothing has moved, so the outcome is `notStarted`.
 */
export function refusalBefore(
  motion: CardMotion | 'recover',
  seen: Seen,
  capabilities: DispenserCapabilities,
): ErrorCode | null {
  if (seen.isMoving) return 'E_NOT_READY';
  const { position } = seen;
  switch (motion) {
    case 'recover':
      return position !== 'none' && seen.bin === 'full' ? 'E_BIN_FULL' : null;
    case 'feed':
      if (position === 'unknown') return seen.faults[0] ?? 'E_SEQUENCE';
      if (position !== 'none') return 'E_OCCUPIED';
      if (seen.hopper === 'empty') return 'E_SUPPLY_OUT';
      // An abandoned card would have nowhere to go.
      if (seen.bin === 'full') return 'E_BIN_FULL';
      return seen.faults[0] ?? null;
    case 'present':
      if (position === 'inside') return seen.faults[0] ?? null;
      return position === 'none' ? 'E_NO_MEDIA' : (seen.faults[0] ?? 'E_SEQUENCE');
    case 'retract':
      if (!capabilities.hasRetract) return 'E_UNSUPPORTED';
      if (position === 'exit') return null;
      return position === 'none' ? 'E_NO_MEDIA' : 'E_SEQUENCE';
    case 'capture':
      if (position === 'none') return 'E_NO_MEDIA';
      return seen.bin === 'full' ? 'E_BIN_FULL' : null;
  }
}
