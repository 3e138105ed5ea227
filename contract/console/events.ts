/**
 * Event stream of the console, `GET /v1/console/events` (SSE). Every event is a hint: whoever shows something asks for it again. `hello` comes first, `reload` after hints may have been
 * lost (ask for everything again).
 *
 * `transaction` carries one row (`ConsoleTransaction`); `reload` and `hello` carry `{}`; all others carry what changed: `{ ids? }` with kiosk codes
 * (`machines`, `orders`, `commands`), numbers of alerts or roll-outs; no `ids` = many, or nobody knows which. `audit` names nothing: somebody has done something, at whatever; who may see it asks.
 */
export const consoleTopics = ['machines', 'alerts', 'rollouts', 'orders', 'commands', 'audit'] as const;
export type ConsoleTopic = (typeof consoleTopics)[number];

/**
 * Event `{}` for whoever is signed in with an account to which, or by which, something was just done: a sign-in, another role, a code that came twice. Nobody else hears of it. The page asks again
 * who is here (`GET /v1/console/session`).
 */
export const ownAccountEvent = 'account';

/**
 * Event without content every `hereEveryMs`: the stream still stands, and gateways have no reason to close it. A network that goes away silently closes nothing, so whoever hears nothing for longer takes
 * the stream for dead.
 */
export const hereEvent = 'here';
export const hereEveryMs = 15_000;

/** Most ids that an event names. */
export const idsAtMost = 200;
