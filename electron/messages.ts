import { type FromTerminal, maxMessageBytes, type PaintedInput } from '../contract/channel.ts';
import type { Intent } from '../contract/intent.ts';
import { jsonBytes } from '../contract/message-size.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { AliveReply } from '../contract/watchdog/watch-step.ts';
import { isAlive, isFromTerminal, isIntent, isPainted } from './message-validators.ts';

/** Why a message was refused. The content is never logged: it may hold what a citizen typed. */
export type Refusal = 'tooLarge' | 'notJson' | 'badShape';

/**
 * Reads one message of the terminal service. Nothing behind this line has to doubt its shape.
 * Limit: `maxMessageBytes` in UTF-8 as JSON. Errors: `tooLarge`, `notJson`, `badShape`.
 */
export const readFromTerminal = reader<FromTerminal>(isFromTerminal);

/** Reads one touch sent by the page. Whether it is offered on the current page is the terminal service's to judge. */
export const readIntent = reader<Intent>(isIntent);

/** Reads the answer of the terminal service to the question whether it lives. */
export const readAlive = reader<AliveReply>(isAlive);

/** Reads "this revision stands on the screen", sent by the page. */
export const readPainted = reader<PaintedInput>(isPainted);

function reader<T>(validate: (message: unknown) => boolean): (message: unknown) => Result<T, Refusal> {
  return (message) => {
    const bytes = jsonBytes(message);
    if (bytes === undefined) return err('notJson');
    if (bytes > maxMessageBytes) return err('tooLarge');
    return validate(message) ? ok(message as T) : err('badShape');
  };
}
