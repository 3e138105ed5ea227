import type { HeldCommand } from '../../contract/heartbeat-facts.ts';
import { maxHeldCommands } from '../../contract/heartbeat-facts.ts';
import type { AssignmentKey } from '../../contract/release/assignment.ts';
import { type BelievedCommand, type CommandResultBody, readCommand } from '../../contract/remote-command.ts';

/** What one machine knows of its commands. */
export interface SimCommands {
  readonly open: readonly BelievedCommand[];
  /** As heartbeats tell it, until the time of each is over. */
  readonly held: readonly (HeldCommand & { readonly expiresMs: number })[];
  /** Of every command that was ever begun or given up. */
  readonly ended: ReadonlySet<string>;
}

export const noCommands: SimCommands = { open: [], held: [], ended: new Set() };

/** What came with a reply. `again`: offered though the machine has it or had it; it is not run twice. */
export interface Heard {
  readonly commands: SimCommands;
  readonly taken: number;
  readonly again: number;
  readonly unbelieved: number;
}

/** Takes up what it believes and has never had. */
export function heardCommands(
  before: SimCommands,
  texts: readonly string[],
  keys: readonly AssignmentKey[],
  device: string,
): Heard {
  let heard: Heard = { commands: before, taken: 0, again: 0, unbelieved: 0 };
  for (const text of texts) {
    const read = readCommand(text, keys, device);
    const { commands } = heard;
    if (!read.ok) heard = { ...heard, unbelieved: heard.unbelieved + 1 };
    else if (commands.ended.has(read.value.id) || commands.open.some(({ id }) => id === read.value.id))
      heard = { ...heard, again: heard.again + 1 };
    else {
      const { id, expiresAt } = read.value;
      const held = [...commands.held, { id, state: 'accepted' as const, expiresMs: Date.parse(expiresAt) }];
      heard = {
        ...heard,
        taken: heard.taken + 1,
        commands: { ...commands, held, open: [...commands.open, read.value] },
      };
    }
  }
  return heard;
}

/** Runs what is open, in the order of numbers, each once; nothing here can refuse or fail but a kind that is unknown. */
export function runCommands(
  before: SimCommands,
  wallMs: number,
): { readonly commands: SimCommands; readonly results: readonly CommandResultBody[] } {
  const at = new Date(wallMs).toISOString();
  const results = [...before.open]
    .sort((a, b) => a.number - b.number)
    .map((command): CommandResultBody => {
      const { id, number, act, isDryRun, expiresAt } = command;
      const isLate = wallMs >= Date.parse(expiresAt);
      const state = isLate ? 'expired' : act === null ? 'refused' : 'done';
      const code = state === 'refused' ? 'unknownAct' : state === 'done' && isDryRun ? 'wouldRun' : null;
      const begunAt = state === 'done' && !isDryRun ? at : null;
      return { format: 'yitiji-command-result/1', id, number, state, code, detail: null, begunAt, endedAt: at };
    });
  const held = before.held
    .filter(({ expiresMs }) => expiresMs > wallMs)
    .map((one) => ({ ...one, state: results.find(({ id }) => id === one.id)?.state ?? one.state }))
    .slice(-maxHeldCommands);
  const ended = results.length === 0 ? before.ended : new Set([...before.ended, ...results.map(({ id }) => id)]);
  return { commands: { open: [], held, ended }, results };
}
