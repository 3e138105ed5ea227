/**
 * Event stream of the console, `GET /v1/console/events` (SSE). Every event is a hint: whoever shows something asks for it again. `hello` comes first, `reload` after hints may have been
 * lost (ask for everything again).
 *
 * `transaction` carries one row (`ConsoleTransaction`); `reload` and `hello` carry `{}`; all others carry what changed: `{ ids? }` with kiosk codes
 * (`machines`, `orders`, `commands`), numbers of alerts or roll-outs; no `ids` = many, or nobody knows which.
 */
export const consoleTopics = ['machines', 'alerts', 'rollouts', 'orders', 'commands'] as const;
export type ConsoleTopic = (typeof consoleTopics)[number];

/** Most ids that an event names. */
export const idsAtMost = 200;
