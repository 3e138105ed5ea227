import { fromCallback } from 'xstate';
import type { Visit } from './context.ts';
import type { SessionEvent } from './events.ts';
import { sessionMachine } from './machine.ts';
import { forEachWork, type SessionPorts, type WorkName } from './session-ports.ts';

/** What one session does to the world, and who is told. */
interface World {
  readonly ports: SessionPorts;
  tell(event: SessionEvent): void;
}

/** By the actor system of the session: the machine is the same for all of them, and building its several hundred states anew takes as long as a visit of a citizen. */
const worlds = new WeakMap<object, World>();

/** To be called before the actor of the session is started. @param system of that actor */
export function giveWorld(system: object, world: World): void {
  worlds.set(system, world);
}

function worldOf(system: object): World {
  const world = worlds.get(system);
  if (world === undefined) throw new Error('a session without a world');
  return world;
}

const work = (name: WorkName) =>
  fromCallback<SessionEvent, Visit>(({ sendBack, input, system }) => worldOf(system).ports[name](input, sendBack));

/** The session machine with its work and acts, of whichever session it is asked for. */
export const workingMachine = sessionMachine.provide({
  actors: forEachWork(work),
  actions: {
    openVisit: ({ system }, { visit }) => worldOf(system).ports.openVisit(visit),
    startPrint: ({ system }, { visit }) => worldOf(system).ports.startPrint(visit, worldOf(system).tell),
    wipe: ({ system }, { reason }) => worldOf(system).ports.wipe(reason),
    frame: ({ system }, { visit, jpeg }) => worldOf(system).ports.frame(visit, jpeg),
    typed: ({ system }, { visit, value }) => worldOf(system).ports.typed(visit, value),
  },
});
