import type { Clock } from '../../../contract/clock.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { decodeIpp, encodeIpp, type IppMessage } from './codec.ts';
import type { IppFailure, IppPort } from './ipp-port.ts';
import { isSuccessful, statusText } from './operations.ts';

/** Why an operation did not succeed: no reply (`IppFailure`, or `timeout`), or a reply with an error status. */
export type IppCallError =
  | (Omit<IppFailure, 'kind'> & { readonly kind: IppFailure['kind'] | 'timeout' })
  | { readonly kind: 'status'; readonly status: number; readonly mayHaveArrived: true; readonly detail: string };

/**
 * One operation at a time limit of its own: numbers the requests, and takes a reply only with the number of its request. Repeats nothing.
 */
export class IppCaller {
  readonly #port: IppPort;
  readonly #clock: Clock;
  #nextId = 1;

  constructor(port: IppPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  get id(): string {
    return this.#port.id;
  }

  /** @param ms limit for the whole exchange; over it: kind `timeout` */
  async call(
    message: IppMessage,
    o: { readonly ms: number; readonly signal: AbortSignal; readonly document?: Uint8Array },
  ): Promise<Result<IppMessage, IppCallError>> {
    const requestId = this.#nextId;
    this.#nextId = requestId >= 0x7fff_ffff ? 1 : requestId + 1;
    const limit = new AbortController();
    let isLate = false;
    const cancelTimer = this.#clock.after(o.ms, () => {
      isLate = true;
      limit.abort();
    });
    const signal = AbortSignal.any([limit.signal, o.signal]);
    const reply = await this.#port.post(encodeIpp({ ...message, requestId }), o.document ?? null, signal);
    cancelTimer();
    if (!reply.ok) {
      return err(reply.error.kind === 'aborted' && isLate ? { ...reply.error, kind: 'timeout' } : reply.error);
    }
    const decoded = decodeIpp(reply.value);
    if (!decoded.ok) return err(garbled(`not an IPP message: ${decoded.error}`));
    const { code, requestId: answered } = decoded.value.message;
    if (answered !== requestId) return err(garbled(`reply ${answered} to request ${requestId}`));
    if (isSuccessful(code)) return ok(decoded.value.message);
    return err({ kind: 'status', status: code, mayHaveArrived: true, detail: statusText(code) });
  }
}

function garbled(detail: string): IppCallError {
  return { kind: 'garbled', mayHaveArrived: true, detail };
}
