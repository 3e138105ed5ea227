import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../../contract/closed-shapes.ts';
import { commandWords, isFinal } from '../../contract/command-states.ts';
import { type HeldCommand, maxHeldCommands } from '../../contract/heartbeat-facts.ts';
import {
  type BelievedCommand,
  busyRules,
  type CommandCode,
  CommandDetail,
  type CommandResultBody,
  LaterCommandCode,
  RemoteAct,
} from '../../contract/remote-command.ts';
import { uuid7Pattern } from '../../contract/uuid7.ts';

const Ms = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** One command as this machine keeps it. */
export const KeptCommand = Type.Object(
  {
    id: Type.String({ pattern: uuid7Pattern }),
    number: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    /** Null = of a kind that this release does not know; it ends at once. */
    act: nullable(RemoteAct),
    whenBusy: oneOf(busyRules),
    isDryRun: Type.Boolean(),
    expiresMs: Ms,
    state: oneOf(commandWords),
    code: nullable(LaterCommandCode),
    detail: nullable(CommandDetail),
    begunMs: nullable(Ms),
    endedMs: nullable(Ms),
  },
  strict,
);
export type KeptCommand = Static<typeof KeptCommand>;

/**
 * What this machine knows of commands, as it stands on the disk. Every number up to `highest` was seen: what is not in `kept` is over for good, so a command is begun at most once however often it
 * is offered.
 */
export const CommandBook = Type.Object(
  {
    format: Type.Literal('yitiji-commands/1'),
    highest: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    /** The book before this one was damaged or lost: of commands up to this number nobody knows whether they were done, so they are refused. 0 = none was lost. */
    lostUpTo: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    /** In the order of their numbers. */
    kept: Type.Array(KeptCommand, { maxItems: 2 * maxHeldCommands }),
  },
  strict,
);
export type CommandBook = Static<typeof CommandBook>;

/** @param seenUpTo highest number that is known to have been seen without this book; 0 = none */
export const newBook = (seenUpTo: number): CommandBook => ({
  ...{ format: 'yitiji-commands/1', highest: seenUpTo, lostUpTo: seenUpTo, kept: [] },
});

/** How a command ended. */
export interface CommandEnd {
  readonly state: 'done' | 'refused' | 'expired' | 'failed';
  readonly code: CommandCode | null;
  readonly detail?: string | undefined;
}

/** With what came on a reply. What was seen before, and what there is no room for, changes nothing: the hub offers the latter again. Pure. */
export function withHeard(book: CommandBook, heard: readonly BelievedCommand[], nowMs: number): CommandBook {
  let { highest } = book;
  const kept = [...book.kept];
  for (const command of [...heard].sort((a, b) => a.number - b.number)) {
    const isLost = command.number <= book.lostUpTo;
    if ((command.number <= highest && !isLost) || kept.some(({ id }) => id === command.id)) continue;
    if (kept.length >= maxHeldCommands) break;
    highest = Math.max(highest, command.number);
    kept.push(entered(command, isLost, nowMs));
  }
  return kept.length === book.kept.length ? book : { ...book, highest, kept };
}

function entered(command: BelievedCommand, isLost: boolean, nowMs: number): KeptCommand {
  const { id, number, act, whenBusy, isDryRun } = command;
  const expiresMs = Math.max(0, Date.parse(command.expiresAt));
  const accepted: KeptCommand = {
    ...{ id, number, act, whenBusy, isDryRun, expiresMs, state: 'accepted' },
    ...{ code: null, detail: null, begunMs: null, endedMs: null },
  };
  if (act === null) return over(accepted, { state: 'refused', code: 'unknownAct' }, nowMs);
  if (isLost) return over(accepted, { state: 'refused', code: 'memoryLost' }, nowMs);
  return expiresMs <= nowMs ? over(accepted, { state: 'expired', code: null }, nowMs) : accepted;
}

const over = (command: KeptCommand, { state, code, detail }: CommandEnd, nowMs: number): KeptCommand => ({
  ...{ ...command, state, code, detail: detail ?? null },
  endedMs: Math.max(0, Math.round(nowMs)),
});

export type CommandStep =
  | { readonly type: 'begin'; readonly command: KeptCommand & { readonly act: RemoteAct } }
  | { readonly type: 'end'; readonly id: string; readonly end: CommandEnd };

/**
 * What is to be done now; null = nothing. One command runs at a time; what is held up lets the next one pass, and each kind stays in its order, since its kind holds it up. Pure.
 * @param holds why this act may not begin now; null = it may
 * @param refusal why this act can never be done here as things stand; null = it can
 */
export function nextStep(
  { kept }: CommandBook,
  nowMs: number,
  look: { holds(act: RemoteAct): CommandCode | null; refusal(act: RemoteAct): CommandCode | null },
): CommandStep | null {
  if (kept.some(({ state }) => state === 'running')) return null;
  for (const command of kept) {
    const { act } = command;
    if (command.state !== 'accepted' || act === null) continue;
    const end = (state: CommandEnd['state'], code: CommandCode | null): CommandStep => ({
      ...{ type: 'end', id: command.id, end: { state, code } },
    });
    const hold = look.holds(act);
    if (command.expiresMs <= nowMs) return end('expired', hold);
    const refusal = hold ?? look.refusal(act);
    if (command.isDryRun) return refusal === null ? end('done', 'wouldRun') : end('refused', refusal);
    if (hold !== null) {
      if (command.whenBusy === 'refuse') return end('refused', hold);
      continue;
    }
    return refusal === null ? { type: 'begin', command: { ...command, act } } : end('refused', refusal);
  }
  return null;
}

/** To be on the disk before anything is done. Pure. */
export const withBegun = (book: CommandBook, id: string, nowMs: number): CommandBook =>
  changed(book, id, (one) =>
    one.state === 'accepted' ? { ...one, state: 'running', begunMs: Math.max(0, Math.round(nowMs)) } : one,
  );

/** The first end counts. Pure. */
export const withEnd = (book: CommandBook, id: string, end: CommandEnd, nowMs: number): CommandBook =>
  changed(book, id, (one) => (isFinal(one.state) ? one : over(one, end, nowMs)));

/** A program that starts: what ran is over. A restart has come to its end with this; of anything else nobody knows what became of it, and it is not begun again. Pure. */
export function afterStart(book: CommandBook, nowMs: number): CommandBook {
  const end = ({ act }: KeptCommand): CommandEnd =>
    act?.kind === 'restartApp' ? { state: 'done', code: 'restarted' } : { state: 'failed', code: 'cut' };
  const kept = book.kept.map((one) => (one.state === 'running' ? over(one, end(one), nowMs) : one));
  return { ...book, kept };
}

/** Without what is over and told: that it was seen is in `highest`. Pure. @param told ids whose end is in the queue to the hub */
export function tidied(book: CommandBook, told: ReadonlySet<string>): CommandBook {
  const kept = book.kept.filter((one) => !isFinal(one.state) || !told.has(one.id));
  return kept.length === book.kept.length ? book : { ...book, kept };
}

/** For the heartbeat: what the hub needs not to offer again. Pure. */
export const heldOf = ({ kept }: CommandBook): HeldCommand[] =>
  kept.slice(-maxHeldCommands).map(({ id, state }) => ({ id, state }));

/** What the hub is told of an end. Pure. */
export function resultOf({ id, number, state, code, detail, begunMs, endedMs }: KeptCommand): CommandResultBody | null {
  if (!isFinal(state) || endedMs === null) return null;
  return {
    ...{ format: 'yitiji-command-result/1', id, number, state, code, detail },
    ...{ begunAt: begunMs === null ? null : new Date(begunMs).toISOString(), endedAt: new Date(endedMs).toISOString() },
  };
}

function changed(book: CommandBook, id: string, change: (one: KeptCommand) => KeptCommand): CommandBook {
  return { ...book, kept: book.kept.map((one) => (one.id === id ? change(one) : one)) };
}
