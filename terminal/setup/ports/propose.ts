import { drivers } from '../../../drivers/registry.ts';
import type { Assignment, Progress, SetupRole } from '../progress.ts';
import type { PortAnswer, SeenPort } from './seen-port.ts';

/** What the answers say by themselves, and what a person must say. */
export interface Proposal {
  /** Roles for which exactly one port speaks, and whose port speaks for them alone. */
  readonly assigned: Progress['assigned'];
  /** Ports that answered and could be more than one thing, or of which there are more than the role takes. */
  readonly unsettled: readonly string[];
}

/** What an answer says of the unit, for an assignment. */
export function heard({ driver, baud, settings }: PortAnswer): Pick<Assignment, 'driver' | 'baud' | 'settings'> {
  return { driver, baud, ...(settings !== undefined && { settings }) };
}

/** Roles for which something answered at a port, each once. */
export function rolesAt({ answers }: Pick<SeenPort, 'answers'>): readonly SetupRole[] {
  return [...new Set(answers.map(({ driver }) => drivers[driver].deviceClass))];
}

/**
 * Gives each role the one port that answered for it. Two equal readers, or a port at which two drivers are answered, are never chosen between: a wrong guess would hand one citizen's card to
 * another's reader. What a person has said (`assigned` that is chosen, `unused`) is settled. Pure.
 */
export function propose(seen: readonly SeenPort[], said: Pick<Progress, 'assigned' | 'unused'>): Proposal {
  const chosen = Object.entries(said.assigned).filter(([, { isChosen }]) => isChosen) as [
    SetupRole,
    NonNullable<Progress['assigned'][SetupRole]>,
  ][];
  const settled = new Set([...said.unused, ...chosen.map(([, { port }]) => port)]);
  const open = seen.filter(({ port, answers }) => answers.length > 0 && !settled.has(port));
  const isTaken = (role: SetupRole) => chosen.some(([other]) => other === role);
  const assigned: Progress['assigned'] = {};
  const unsettled: string[] = [];
  for (const one of open) {
    const [answer, another] = one.answers;
    const [role] = rolesAt(one);
    if (answer === undefined || role === undefined) continue;
    const rivals = open.filter((other) => other !== one && rolesAt(other).includes(role));
    if (another !== undefined || rivals.length > 0 || isTaken(role)) unsettled.push(one.port);
    else assigned[role] = { port: one.port, ...heard(answer), isChosen: false };
  }
  return { assigned, unsettled };
}
