import { ok, type Result } from '../../contract/result.ts';
import type { PcscFailure, SmartCardPort } from '../smart-card/pcsc/pcsc-port.ts';

/** Names of the smart-card readers of this system, as PC/SC shows them; nothing is done to a card. Fails with `noService`. */
export async function listSmartCardReaders(
  port: SmartCardPort,
  signal: AbortSignal,
): Promise<Result<readonly string[], PcscFailure>> {
  let names: readonly string[] = [];
  const opened = await port.open(
    {
      readers: (readers) => {
        names = readers.map(({ name }) => name);
      },
      closed: () => undefined,
    },
    signal,
  );
  if (!opened.ok) return opened;
  await port.close();
  return ok(names);
}
