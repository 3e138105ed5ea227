import { heartbeatFacts } from '../../contract/heartbeat-facts.ts';
import { type HeartbeatRequest, unknownMember } from '../../contract/hub-api.ts';
import type { HubCallError } from './hub-call-error.ts';

const factNames = Object.keys(heartbeatFacts) as (keyof typeof heartbeatFacts)[];

/**
 * A hub of an earlier release refuses a heartbeat that has members which it does not know, and machines are not all changed in the hour when their hub is. So the machine tells less, newest
 * members first, until it is understood: that it lives, and how its queue and devices are, must arrive. Pure.
 */
const laterMembers = [
  { name: 'facts of the fleet', drop: withoutFacts },
  { name: 'bundles', drop: ({ bundles: _, ...rest }) => rest },
  { name: 'update', drop: ({ update: _, ...rest }) => rest },
  { name: 'work', drop: ({ work: _, ...rest }) => rest },
  { name: 'notice', drop: ({ notice: _, ...rest }) => rest },
  { name: 'selfTest', drop: ({ selfTest: _, ...rest }) => rest },
  {
    name: 'storage, clock, outbox.missing',
    drop: ({ storage: _, clock: __, outbox: { missing: ___, ...outbox }, ...rest }) => ({ ...rest, outbox }),
  },
  {
    name: 'intake, devices.low',
    drop: ({ intake: _, devices, ...rest }) => ({ ...rest, devices: devices.map(({ low: __, ...device }) => device) }),
  },
] as const satisfies readonly { readonly name: string; drop(beat: HeartbeatRequest): HeartbeatRequest }[];

/** All facts of the fleet came with one release of the hub. */
function withoutFacts(beat: HeartbeatRequest): HeartbeatRequest {
  const lean = { ...beat };
  for (const fact of factNames) delete lean[fact];
  return lean;
}

/** How many steps there are. */
const leanest = laterMembers.length;

/** After so long the whole is told again: the hub may have been renewed, milliseconds. */
export const tellWholeAgainMs = 3_600_000;

/** @param steps 0 = the whole heartbeat … `leanest` = what the first hub knew */
export function leanerBeat(beat: HeartbeatRequest, steps: number): HeartbeatRequest {
  return laterMembers.slice(0, steps).reduce<HeartbeatRequest>((lean, { drop }) => drop(lean), beat);
}

/** The next step that leaves something out of this heartbeat; null = there is nothing more to leave out. */
export function nextStep(beat: HeartbeatRequest, steps: number): number | null {
  const now = JSON.stringify(leanerBeat(beat, steps));
  for (let next = steps + 1; next <= leanest; next += 1)
    if (JSON.stringify(leanerBeat(beat, next)) !== now) return next;
  return null;
}

/** What is left out at this step, for the log. */
export const leftOut = (steps: number): string =>
  laterMembers
    .slice(0, steps)
    .map(({ name }) => name)
    .join(', ');

/** The hub itself says that it does not know a member; another 400 has another reason, and leaving something out mends nothing. */
export const refusesMember = ({ hubError, isSigned, detail }: HubCallError): boolean =>
  isSigned === true && hubError === 'badRequest' && detail.includes(unknownMember);
