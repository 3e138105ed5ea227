import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../closed-shapes.ts';
import { commandStates, maxCommandKiosks } from '../command-states.ts';
import { busyRules, CommandDetail, LaterCommandCode, RemoteAct, remoteActKinds } from '../remote-command.ts';
import { uuid7Pattern } from '../uuid7.ts';
import { Count, Kiosk, pageOf, pageQuery } from './page.ts';

/**
 * Commands to machines as people send and follow them (docs/fleet.md). One order of a person (`send`) goes to many machines; each machine has its own command with its own state. No citizen.
 */
const Time = Type.String();

/** Commands that one machine may have open; more are refused. */
export const maxOpenCommands = 8;

/** `POST /v1/operator/commands`, permission `command.send`: to all of the machines or to none. */
export const CommandRequest = Type.Object(
  {
    /**
     * Made by whoever sends, UUIDv7: asked again with the same, the hub answers what it has and sends nothing twice. Left out = the hub makes one.
     */
    sendId: Type.Optional(Type.String({ pattern: uuid7Pattern })),
    kiosks: Type.Array(Kiosk, { minItems: 1, maxItems: maxCommandKiosks, uniqueItems: true }),
    act: RemoteAct,
    /** Why, for the audit log and for whoever looks at the machine later. */
    reason: Type.String({ minLength: 1, maxLength: 200 }),
    isDryRun: Type.Optional(Type.Boolean()),
    /** Default `wait`: until no citizen is at the machine. */
    whenBusy: Type.Optional(oneOf(busyRules)),
    /** Not begun later than this many minutes from now; default 60, at most a week. */
    minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080 })),
  },
  strict,
);
export type CommandRequest = Static<typeof CommandRequest>;

/** Why nothing was sent; stands in the `detail` of the error as `<fault>: …`. */
export const commandFaults = ['unknownKiosk', 'tooManyOpen', 'otherOrder'] as const;
export type CommandFault = (typeof commandFaults)[number];

/** One command of one machine. */
export const CommandRow = Type.Object(
  {
    id: Type.String({ pattern: uuid7Pattern }),
    sendId: Type.String({ pattern: uuid7Pattern }),
    kiosk: Kiosk,
    number: Type.Integer({ minimum: 1 }),
    act: RemoteAct,
    isDryRun: Type.Boolean(),
    whenBusy: oneOf(busyRules),
    reason: Type.String(),
    /** Name of the account. */
    by: Type.String(),
    state: oneOf(commandStates),
    /** What holds it up, or why it ended so; words: `commandWords`. */
    code: nullable(LaterCommandCode),
    detail: nullable(CommandDetail),
    /** The machine runs a release that takes commands; false = an earlier one, or it was never heard. */
    isHeard: Type.Boolean(),
    madeAt: Time,
    expiresAt: Time,
    /** When the machine said that it has it. */
    acceptedAt: nullable(Time),
    begunAt: nullable(Time),
    endedAt: nullable(Time),
  },
  strict,
);
export type CommandRow = Static<typeof CommandRow>;

/** One order with how its machines stand. */
export const CommandSend = Type.Object(
  {
    sendId: Type.String({ pattern: uuid7Pattern }),
    act: RemoteAct,
    isDryRun: Type.Boolean(),
    whenBusy: oneOf(busyRules),
    reason: Type.String(),
    by: Type.String(),
    madeAt: Time,
    expiresAt: Time,
    machines: Count,
    /** Machines by state; states of none are left out. */
    states: Type.Object(Object.fromEntries(commandStates.map((state) => [state, Type.Optional(Count)])), strict),
  },
  strict,
);
export type CommandSend = Omit<Static<typeof CommandSend>, 'states'> & {
  readonly states: Readonly<Partial<Record<(typeof commandStates)[number], number>>>;
};

/** Reply of `POST /v1/operator/commands`. */
export const CommandReply = Type.Object(
  { sendId: Type.String(), expiresAt: Time, commands: Type.Array(CommandRow) },
  strict,
);
export type CommandReply = Static<typeof CommandReply>;

/** `GET /v1/console/commands?kiosk=&sendId=&state=&kind=`: commands of machines, newest first. `state=open` = not ended. */
export const CommandQuery = Type.Object(
  {
    kiosk: Type.Optional(Kiosk),
    sendId: Type.Optional(Type.String({ pattern: uuid7Pattern })),
    state: Type.Optional(oneOf([...commandStates, 'open'] as const)),
    kind: Type.Optional(oneOf(remoteActKinds)),
    ...pageQuery,
    /** Id of the last command of the page before. */
    after: Type.Optional(Type.String({ pattern: uuid7Pattern })),
  },
  strict,
);
export const CommandList = pageOf(CommandRow);
export type CommandList = Static<typeof CommandList>;

/** `GET /v1/console/command-sends?sendId=`: the newest `sendsAtMost` orders, or this one however old it is; no row = there is none, or it is kept no more. */
export const CommandSendQuery = Type.Object({ sendId: Type.Optional(Type.String({ pattern: uuid7Pattern })) }, strict);
export const CommandSendList = Type.Object({ rows: Type.Array(CommandSend) }, strict);

/** `POST /v1/operator/commands/withdraw`, permission `command.send`: what no machine has yet is taken back. */
export const WithdrawRequest = Type.Object({ sendId: Type.String({ pattern: uuid7Pattern }) }, strict);
export const WithdrawReply = Type.Object({ withdrawn: Count }, strict);

/** `POST /v1/console/machines/{kiosk}/watch`: the machine tells every 15 s for the next two minutes. */
export const WatchReply = Type.Object({ until: Time }, strict);
