import type { ErrorCode } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Link } from '../core/connection.ts';
import type { BoardIdentity } from './io-board.ts';
import { type Channel, parseChannel, parseHello } from './messages.ts';
import type { IoBoardProtocol, NoAnswer } from './protocol.ts';

const boardWords = { protocol: 'yitiji-io', version: 1 } as const;

/** What the board's refusals mean. */
const refusals: Readonly<Record<string, ErrorCode>> = {
  command: 'E_UNSUPPORTED',
  channel: 'E_UNSUPPORTED',
  argument: 'E_BAD_ARGUMENT',
  active: 'E_TAMPER',
};

/** Error code of a refusal; a word that no document names is a fault of the protocol. */
export function refusalCode(word: string): ErrorCode {
  return Object.hasOwn(refusals, word) ? (refusals[word] ?? 'E_PROTOCOL') : 'E_PROTOCOL';
}

export type NotOurBoard =
  | { readonly type: 'noAnswer'; readonly why: NoAnswer }
  | { readonly type: 'wrong'; readonly code: ErrorCode; readonly vendor?: string };

/** Who is there, and what is connected to it. @param serial of the board that must be there; null = any */
export async function meetBoard(
  protocol: IoBoardProtocol,
  link: Link,
  serial: string | null,
): Promise<Result<{ readonly identity: BoardIdentity; readonly channels: readonly Channel[] }, NotOurBoard>> {
  const wrong = (code: ErrorCode, vendor?: string) =>
    err({ type: 'wrong', code, ...(vendor === undefined ? {} : { vendor }) } as const);
  const hello = await protocol.ask(link, 'HELLO');
  if (!hello.ok) {
    const isRefusal = typeof hello.error === 'object';
    return isRefusal ? wrong('E_WRONG_DEVICE') : err({ type: 'noAnswer', why: hello.error });
  }
  const who = parseHello(hello.value);
  if (who === null || who.protocol !== boardWords.protocol || who.version !== boardWords.version) {
    return wrong('E_WRONG_DEVICE');
  }
  if (serial !== null && serial !== who.serial) return wrong('E_WRONG_DEVICE', 'serial');
  const channels: Channel[] = [];
  for (let i = 0; i < who.channels; i += 1) {
    const listed = await protocol.ask(link, `LIST ${i}`);
    if (!listed.ok) return err({ type: 'noAnswer', why: listed.error });
    const channel = parseChannel(listed.value, i);
    if (channel === null) return wrong('E_PROTOCOL', 'LIST');
    channels.push(channel);
  }
  return ok({ identity: { model: who.model, firmware: who.firmware, serial: who.serial }, channels });
}
