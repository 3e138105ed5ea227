import { type Static, type TSchema, Type } from 'typebox';
import { canonicalJson } from './canonical-json.ts';
import { nullable, oneOf, strict } from './closed-shapes.ts';
import { finalStates } from './command-states.ts';
import { maxCommandText } from './heartbeat-facts.ts';
import type { AssignmentKey } from './release/assignment.ts';
import { err, ok, type Result } from './result.ts';
import { type SigningKey, verifyText } from './signing.ts';
import { faultReasons } from './technician/staff.ts';
import { uuid7Pattern } from './uuid7.ts';
import { parse } from './validate.ts';

/**
 * What operators may have a machine do from afar (docs/domain/technician-and-operations.md §11). This list is all there is: no shell, no view of the screen, no file. A command is signed by the
 * hub's reply key, bound to one machine, numbered, ends by itself, and is begun at most once whatever is cut when.
 */
const Id = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' });
const Time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' });

const act = <const K extends string, const P extends Record<string, TSchema>>(kind: K, rest: P) =>
  Type.Object({ kind: Type.Literal(kind), ...rest }, strict);

export const RemoteAct = Type.Union([
  /** The program ends in order and is started anew; whoever is at the machine is never cut off. */
  act('restartApp', {}),
  /** One device is let go and opened anew, by its role: `receiptPrinter`. Nothing physical is moved. */
  act('restartDevice', { device: Id }),
  act('selfTest', {}),
  /** Logs and facts, sealed to the hub, uploaded; its number comes back as `detail`. */
  act('collectBundle', {}),
  /** The page of citizens says that the machine serves nobody; `until` null = nobody knows. */
  act('postNotice', { reason: oneOf(faultReasons), until: nullable(Time) }),
  act('liftNotice', {}),
  /** An item is not offered at this machine until it is unlocked, over restarts too. A visit that is open is ended by its citizen. */
  act('lockItem', { item: Id }),
  act('unlockItem', { item: Id }),
  /** The agent of updates looks again for what is assigned; switches and lists are asked for anew. */
  act('refreshPacks', {}),
  act('rotateKey', {}),
  /** A dead letter of the queue is sent once more, with its own number; `message` null = all of them. */
  act('replayDeadLetter', { message: nullable(Type.String({ pattern: uuid7Pattern })) }),
  /** Whoever of the staff has left the machine open is signed out. The only one that counts while the staff works. */
  act('endMaintenance', {}),
]);
export type RemoteAct = Static<typeof RemoteAct>;
export type RemoteActKind = RemoteAct['kind'];

export const remoteActKinds = [
  'restartApp',
  'restartDevice',
  'selfTest',
  'collectBundle',
  'postNotice',
  'liftNotice',
  'lockItem',
  'unlockItem',
  'refreshPacks',
  'rotateKey',
  'replayDeadLetter',
  'endMaintenance',
] as const satisfies readonly RemoteActKind[];

/** What a machine does when it cannot begin at once: wait until its time runs out, or refuse. */
export const busyRules = ['wait', 'refuse'] as const;
export type BusyRule = (typeof busyRules)[number];

const commandShape = {
  format: Type.Literal('yitiji-command/1'),
  /** Its first 48 bits are when it was made. */
  id: Type.String({ pattern: uuid7Pattern }),
  device: Type.String({ minLength: 1, maxLength: 64 }),
  /** Rises with each command of a machine; they are begun in this order. */
  number: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  whenBusy: oneOf(busyRules),
  /** Nothing is done: the machine only says whether it would. */
  isDryRun: Type.Boolean(),
  /** Not begun after this. */
  expiresAt: Time,
};

export const RemoteCommand = Type.Object({ ...commandShape, act: RemoteAct }, strict);
export type RemoteCommand = Static<typeof RemoteCommand>;

/** As it travels: the act may be one of a later release of the hub, which the machine refuses aloud. */
const AnyAct = Type.Record(
  Type.String({ maxLength: 32 }),
  Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean(), Type.Null()]),
);
const TravellingCommand = Type.Object({ ...commandShape, act: AnyAct }, strict);

const SignedCommand = Type.Object(
  {
    command: TravellingCommand,
    kid: Type.String({ pattern: '^[\\w-]{1,64}$' }),
    /** By the hub's reply key over the canonical JSON of `command`, base64. */
    signature: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
  },
  strict,
);

/** The text that travels. `format` keeps the signature apart from those of replies and assignments with the same key. */
export function signCommand(
  command: RemoteCommand,
  { kid, key }: { readonly kid: string; readonly key: SigningKey },
): string {
  return JSON.stringify({ command, kid, signature: key.sign(canonicalJson(command)) });
}

/** A command whose signature holds and that is for this machine; `act` null = of a kind that this release does not know. */
export type BelievedCommand = Omit<RemoteCommand, 'act'> & { readonly act: RemoteAct | null };

/** `unknownKey`: signed with a key that the hub has not handed to this machine (yet). Nothing of these is recorded or answered: nobody knows who has sent it. */
export type CommandFault = 'malformed' | 'unknownKey' | 'badSignature' | 'otherDevice';

/** Believes a command or not. Its time and its number are judged where it is recorded. Pure. @param keys of the hub, as this machine holds them */
export function readCommand(
  text: string,
  keys: readonly AssignmentKey[],
  device: string,
): Result<BelievedCommand, CommandFault> {
  const signed = parseSigned(text);
  if (signed === null || Number.isNaN(Date.parse(signed.command.expiresAt))) return err('malformed');
  const { command, kid, signature } = signed;
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) return err('unknownKey');
  if (!verifyText(key.publicKey, canonicalJson(command), signature)) return err('badSignature');
  if (command.device !== device) return err('otherDevice');
  const known = parse(RemoteAct, command.act);
  return ok({ ...command, act: known.ok ? known.value : null });
}

function parseSigned(text: string): Static<typeof SignedCommand> | null {
  if (text.length > maxCommandText) return null;
  try {
    const read = parse(SignedCommand, JSON.parse(text));
    return read.ok ? read.value : null;
  } catch {
    return null; // no JSON
  }
}

/**
 * Why a command stands as it does. Codes are API: add, never rename.
 * - of `done`: `wouldRun` (dry run), `restarted`, null
 * - what holds it up, and so of `refused` (told not to wait, or a dry run) and of `expired`: `citizenActive` `thingsOpen` `doorOpen` `staffAtWork` `updating` `storeFailed` `setUp`
 * - of `refused` for good: `unknownAct` `unknownDevice` `unknownItem` `notPosted` `notLocked` `noMaintenance` `handInside` `nothingDead` `notPossible` `memoryLost`
 * - of `failed`: `cut` (the power or the program ended while it ran: what became of it is not known), `timeout`, `notStored`, `hubAway`, `deviceFault`, `error`
 */
export const commandCodes = [
  'wouldRun',
  'restarted',
  'citizenActive',
  'thingsOpen',
  'doorOpen',
  'staffAtWork',
  'updating',
  'storeFailed',
  'setUp',
  'unknownAct',
  'unknownDevice',
  'unknownItem',
  'notPosted',
  'notLocked',
  'noMaintenance',
  'handInside',
  'nothingDead',
  'notPossible',
  /** The record of what was run here was damaged, and this command was made before that was seen: it may have run. */
  'memoryLost',
  'cut',
  'timeout',
  'notStored',
  'hubAway',
  'deviceFault',
  'error',
  /** By the hub: its time ran out, and the machine never said that it has it. */
  'neverHeard',
  /** By the hub: the machine had it, its time is long over, and no word of its end has come. */
  'noWord',
  /** By an operator, before the machine had it. */
  'withdrawn',
] as const;
export type CommandCode = (typeof commandCodes)[number];

/** A code as a later release may have given it: one that this one does not know is kept, and told as an unknown one. */
export const LaterCommandCode = Type.Unsafe<CommandCode>({ type: 'string', pattern: '^[A-Za-z]{1,32}$' });

/** Technical, for people: number of a bundle, counts of a self-test, code of a device. Never a value of anybody. */
export const CommandDetail = Type.String({ pattern: '^[0-9A-Za-z ./_:,=-]{1,160}$' });

/** Plain body of topic `tech.command`: how a command ended. Nobody is in it. */
export const CommandResultBody = Type.Object(
  {
    format: Type.Literal('yitiji-command-result/1'),
    id: Type.String({ pattern: uuid7Pattern }),
    number: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    state: oneOf(finalStates),
    code: nullable(LaterCommandCode),
    detail: nullable(CommandDetail),
    /** When it was begun and when it ended, trusted wall clock; `begunAt` null = never begun. */
    begunAt: nullable(Time),
    endedAt: Time,
  },
  strict,
);
export type CommandResultBody = Static<typeof CommandResultBody>;
