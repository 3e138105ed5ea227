import { connect } from 'node:net';
import type { Static, TSchema } from 'typebox';
import type { CallMessage } from '../../contract/channel.ts';
import { LineReader, lineOf, localAddress, messageOf, ToLocal } from '../../contract/local-channel.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';

/** `away`: no service answers there; `malformed`: one of another version; else the code of the service. */
export interface ServiceCallError {
  readonly code: string;
  readonly message: string;
}

/** How long a service that is there may take, milliseconds. */
const budgetMs = 10_000;

/** Calls one method of the terminal service that runs on this data folder, over a connection of its own. */
export function callService<const S extends TSchema>(
  dataDir: string,
  call: { readonly method: string; readonly input: unknown; readonly output: S },
): Promise<Result<Static<S>, ServiceCallError>> {
  return new Promise((resolve) => {
    const socket = connect(localAddress(dataDir));
    const reader = new LineReader();
    const end = (result: Result<Static<S>, ServiceCallError>) => {
      socket.destroy();
      resolve(result);
    };
    const away = () => end(err({ code: 'away', message: 'the terminal service does not answer' }));
    socket.setTimeout(budgetMs, away);
    socket.once('error', away);
    socket.once('close', away);
    socket.once('connect', () => {
      const message: CallMessage = { type: 'call', id: 1, method: call.method, input: call.input };
      socket.write(lineOf(message));
    });
    socket.on('data', (chunk: Buffer) => {
      const lines = reader.push(chunk);
      const messages = lines.ok ? lines.value.map((line) => parse(ToLocal, messageOf(line))) : [];
      const malformed = err({ code: 'malformed', message: 'the answer does not fit: another version runs' });
      if (!lines.ok || messages.some(({ ok: isOne }) => !isOne)) return end(malformed);
      const reply = messages.flatMap((read) => (read.ok && read.value.type === 'reply' ? [read.value] : []))[0];
      if (reply === undefined) return;
      if (!reply.ok) return end(err(reply.error ?? { code: 'malformed', message: 'a refusal without a reason' }));
      const output = parse(call.output, reply.output);
      end(output.ok ? ok(output.value) : malformed);
    });
  });
}
