import { CallMessage, maxMessageBytes, type ReplyMessage } from '../../contract/channel.ts';
import { jsonBytes } from '../../contract/message-size.ts';
import { parse } from '../../contract/validate.ts';
import { bundleActivate, bundleCheck } from './bundle-calls.ts';
import { checksLive, checksLog } from './check-calls.ts';
import { updateHealth } from './health-calls.ts';
import type { Method, MethodContext, Role } from './method.ts';
import { sessionIntent } from './session-intent.ts';
import { shellAlive, shellHello, shellPainted, shellWatchStep, shellWindowLost } from './shell-calls.ts';
import { updateStanding } from './standing-calls.ts';
import { updateAsk, updateLook, updateRelease, updateRenew } from './update-calls.ts';
import { updateAssigned, updateReport } from './update-link-calls.ts';

/** Every method that can be called from another process. A test walks them all. */
export const methods: readonly Method[] = [
  sessionIntent,
  shellHello,
  shellPainted,
  shellWindowLost,
  shellAlive,
  shellWatchStep,
  updateLook,
  updateAsk,
  updateRenew,
  updateRelease,
  updateAssigned,
  updateReport,
  updateHealth,
  updateStanding,
  bundleCheck,
  bundleActivate,
  checksLive,
  checksLog,
];

/** The shell speaks for the window and for itself; nobody else is connected to its channel. */
export const shellRoles: readonly Role[] = ['citizen', 'shell'];
/** Programs on the machine: the updater, and the command line in its name. They touch no page. */
export const localRoles: readonly Role[] = ['updater'];

/**
 * Takes one message from the channel and answers it. Errors (as values, and logged): `tooLarge` `malformed` (no reply: there is no id to reply
 * to), `unknownMethod` `forbidden` `badInput`, and the method's own.
 */
export function dispatch(raw: unknown, roles: readonly Role[], context: MethodContext): ReplyMessage | null {
  const size = jsonBytes(raw);
  if (size === undefined) {
    context.log('terminal.method.refused', { method: '', code: 'malformed' });
    return null;
  }
  if (size > maxMessageBytes) {
    context.log('terminal.method.refused', { method: '', code: 'tooLarge' });
    return null;
  }
  const call = parse(CallMessage, raw);
  if (!call.ok) {
    context.log('terminal.method.refused', { method: '', code: 'malformed' });
    return null;
  }
  const { id, method: name, input } = call.value;
  const refuse = (code: string, message: string): ReplyMessage => {
    context.log('terminal.method.refused', { method: name.slice(0, 32), code });
    return { type: 'reply', id, ok: false, error: { code, message } };
  };
  const method = methods.find((candidate) => candidate.name === name);
  if (method === undefined) return refuse('unknownMethod', 'no such method');
  if (!method.roles.some((role) => roles.includes(role))) return refuse('forbidden', 'not for this role');
  if ((jsonBytes(input) ?? 0) > method.maxBytes)
    return refuse('tooLarge', `input is larger than ${method.maxBytes} bytes`);
  const result = method.call(context, input);
  if (!result.ok) {
    if (result.error.code === 'badInput') return refuse('badInput', result.error.message);
    // The method has logged its own refusal.
    return { type: 'reply', id, ok: false, error: result.error };
  }
  return { type: 'reply', id, ok: true, output: result.value };
}
