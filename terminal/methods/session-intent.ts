import { Type } from 'typebox';
import { methodNames } from '../../contract/channel.ts';
import { Intent } from '../../contract/intent.ts';
import { err, ok } from '../../contract/result.ts';
import { method } from './method.ts';

/** One touch. Refused when it does not fit the page that is current; nothing happens then, and the citizen sees that page. */
export const sessionIntent = method({
  name: methodNames.intent,
  summary: 'One touch of the citizen, checked against the current page and revision.',
  roles: ['citizen'],
  input: Intent,
  output: Type.Null(),
  /** A camera frame is the largest touch: 96 KiB as base64, and its frame of JSON. */
  maxBytes: 136 * 1024,
  idempotent: false,
  log: null,
  handler: ({ session }, intent) => {
    const result = session.intent(intent);
    return result.ok ? ok(null) : err({ code: result.error, message: 'the touch does not fit the current page' });
  },
});
