import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { attributes, readers } from '../document-printer/ipp/attributes.ts';
import { groupTags } from '../document-printer/ipp/codec.ts';
import { IppCaller } from '../document-printer/ipp/ipp-caller.ts';
import type { IppPort } from '../document-printer/ipp/ipp-port.ts';

/** CUPS-Get-Printers, an extension of CUPS: every queue of the spooler, without a job. */
const cupsGetPrinters = 0x4002;
const limitMs = 2_000;

export interface QueueFound {
  /** Name of the queue: text for configuration and command line. */
  readonly queue: string;
  readonly makeAndModel: string | null;
}

/** Print queues of a spooler. Errors: the reason in words, where nobody answers. */
export async function listQueues(
  port: IppPort,
  o: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Result<readonly QueueFound[], string>> {
  const wanted = ['printer-name', 'printer-make-and-model'];
  const operation = [
    attributes.charset('attributes-charset', 'utf-8'),
    attributes.language('attributes-natural-language', 'en'),
    attributes.keyword('requested-attributes', ...wanted),
  ];
  const groups = [{ tag: groupTags.operation, attributes: operation }];
  const message = { version: 0x0200, code: cupsGetPrinters, requestId: 1, groups };
  const reply = await new IppCaller(port, o.clock).call(message, { ms: limitMs, signal: o.signal });
  if (!reply.ok) {
    // A spooler without a queue says "not found".
    if (reply.error.kind === 'status' && reply.error.status === 0x0406) return ok([]);
    return err(`${port.id}: ${reply.error.detail}`);
  }
  return ok(
    readers(reply.value, groupTags.printer).flatMap((group) => {
      const queue = group.text('printer-name');
      return queue === null ? [] : [{ queue, makeAndModel: group.text('printer-make-and-model') }];
    }),
  );
}
