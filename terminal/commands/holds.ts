import type { CommandCode, RemoteActKind } from '../../contract/remote-command.ts';
import type { WaitCode } from '../../contract/update-gate.ts';
import { type GateFacts, reasonsAgainst } from '../update-gate/reasons.ts';
import type { UpdateRules } from '../update-gate/window.ts';

/** How long nobody must have touched the screen before the program is restarted, milliseconds. */
export const quietMs = 60_000;
/** Commands have their own time to begin; windows and days of rest are those of updates. */
const anyTime: UpdateRules = { window: { from: '00:00', to: '00:00' }, quietSeconds: quietMs / 1000, freeze: [] };

export interface CommandFacts extends GateFacts {
  /** An update holds the machine. */
  readonly isUpdating: boolean;
  /** The machine is being set up. */
  readonly isSetUp: boolean;
}

/** What stands against an update stands against a restart, under the names of commands. */
const codes: Readonly<Record<WaitCode, CommandCode | null>> = {
  'visit.open': 'citizenActive',
  'visit.ending': 'citizenActive',
  'home.inUse': 'citizenActive',
  'touch.recent': 'citizenActive',
  'person.present': 'citizenActive',
  'idCard.onPad': 'citizenActive',
  'card.atOutlet': 'thingsOpen',
  'card.inside': 'thingsOpen',
  'custody.open': 'thingsOpen',
  'paper.atExit': 'thingsOpen',
  'paper.inTray': 'thingsOpen',
  'act.open': 'thingsOpen',
  'device.claimed': 'thingsOpen',
  'money.open': 'thingsOpen',
  'door.open': 'doorOpen',
  'service.key': 'doorOpen',
  'maintenance.wanted': 'staffAtWork',
  'lease.held': 'updating',
  'store.failed': 'storeFailed',
  // A command comes in its own time.
  'window.closed': null,
  'freeze.period': null,
};

/** What interrupts whoever is near the machine. The rest changes nothing before the next visit. */
const interrupts: ReadonlySet<RemoteActKind> = new Set<RemoteActKind>(['restartApp', 'restartDevice']);

/**
 * Why a command of this kind may not begin now; null = it may. Nothing begins while a citizen is served, while the staff works (but the end of their work), while an update holds the machine or
 * before it is set up. Pure.
 */
export function holdOf(kind: RemoteActKind, facts: CommandFacts): CommandCode | null {
  if (facts.isSetUp) return 'setUp';
  if (facts.isUpdating) return 'updating';
  if (kind === 'endMaintenance') return null;
  const reasons = reasonsAgainst(facts, anyTime, 0, true).flatMap((code) => {
    const own = codes[code];
    return own === null ? [] : [{ code, own }];
  });
  if (interrupts.has(kind)) return reasons[0]?.own ?? null;
  const light = reasons.find(
    ({ code, own }) => code === 'visit.open' || code === 'visit.ending' || own === 'doorOpen' || own === 'staffAtWork',
  );
  return light?.own ?? null;
}
