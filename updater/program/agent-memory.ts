import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { nullable, strict } from '../../contract/closed-shapes.ts';
import { writeDurably } from '../../contract/durable-file.ts';
import { maxTargetName } from '../../contract/release/target-name.ts';
import {
  KeptOutcome,
  laterCause,
  type RefusalCause,
  type UpdateOutcome,
} from '../../contract/release/update-outcome.ts';
import { parse } from '../../contract/validate.ts';

/** Outcomes that stay for `yitiji update history`. */
const mostHistory = 64;

/** `state/agent.json`: what the agent must know of before. Nothing in it decides what is started; that is the boot record. */
export const AgentMemory = Type.Object(
  {
    format: Type.Literal('yitiji-agent/1'),
    /** What this machine is called at the hub that gave that counter; null = nothing was believed yet. */
    device: nullable(Type.String({ maxLength: 64 })),
    /** Of the newest assignment that was ever believed: an older one is never believed again. 0 = none. */
    lastCounter: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    /** Windows that passed without an idle moment, for that assignment. */
    missedWindows: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    /** Told to the hub, so that it is not told with every try. */
    refused: nullable(
      Type.Object({ counter: Type.Integer({ minimum: 0 }), cause: Type.Unsafe<RefusalCause>(laterCause) }, strict),
    ),
    /** For whoever looks: what is done now, for which target. */
    doing: Type.Object(
      { step: Type.String({ maxLength: 16 }), target: nullable(Type.String({ maxLength: maxTargetName })) },
      strict,
    ),
    /** Oldest first. */
    history: Type.Array(KeptOutcome, { maxItems: mostHistory }),
  },
  strict,
);
export type AgentMemory = Static<typeof AgentMemory>;

export const newMemory: AgentMemory = {
  ...{ format: 'yitiji-agent/1', device: null, lastCounter: 0, missedWindows: 0, refused: null },
  ...{ doing: { step: 'idle', target: null }, history: [] },
};

const fileOf = (root: string) => join(root, 'state', 'agent.json');

/** Null = none, or one that cannot be read. */
export function readMemory(root: string): AgentMemory | null {
  try {
    const read = parse(AgentMemory, JSON.parse(readFileSync(fileOf(root), 'utf8')));
    return read.ok ? read.value : null;
  } catch {
    return null;
  }
}

/** Durable when it returns; a cut leaves the old one or the new one. */
export function writeMemory(root: string, memory: AgentMemory): void {
  writeDurably(fileOf(root), `${JSON.stringify(memory, null, 2)}\n`, 0o644);
}

/** With the outcomes that are not in it yet; the newest stay. */
export function withHistory(memory: AgentMemory, reports: readonly UpdateOutcome[]): AgentMemory {
  const known = new Set(memory.history.map((one) => JSON.stringify(one)));
  const fresh = reports.filter((one) => !known.has(JSON.stringify(one)));
  return fresh.length === 0 ? memory : { ...memory, history: [...memory.history, ...fresh].slice(-mostHistory) };
}
