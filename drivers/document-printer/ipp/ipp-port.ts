import type { Result } from '../../../contract/result.ts';

/** Why no IPP reply came back. */
export type IppFailureKind =
  /** The place does not exist: no socket file, no such host. */
  | 'absent'
  /** Nobody listens, or no right to connect. */
  | 'refused'
  /** The connection ended before the reply was whole. */
  | 'lost'
  /** The signal was aborted. */
  | 'aborted'
  /** An HTTP status other than 200: `http` holds it. */
  | 'http'
  /** Not IPP, not the reply to this request, or too long. */
  | 'garbled';

/** A message for technicians in `detail`; never a byte of a document. */
export interface IppFailure {
  readonly kind: IppFailureKind;
  /** False only where it is certain that not one byte of the request reached the other side. */
  readonly mayHaveArrived: boolean;
  readonly http?: number;
  readonly detail: string;
}

/**
 * The edge between the driver and a print server: one request, one reply, as bytes. It knows HTTP and nothing of IPP, jobs or time: limits come in
 * through the signal. Implementations: `ipp-client.ts` (cupsd), `../../simulators/ipp-simulator.ts` (virtual time).
 */
export interface IppPort {
  /** Names the place for logs, without secrets. */
  readonly id: string;
  /**
   * Posts an IPP request, the document behind it. Resolves with the whole body of the reply (at most `ippLimits.messageBytes`).
   * An abort settles at once with kind `aborted`; what had been sent cannot be taken back.
   */
  post(request: Uint8Array, document: Uint8Array | null, signal: AbortSignal): Promise<Result<Uint8Array, IppFailure>>;
}

/** A port that shows each request and reply, without documents, to a recorder. */
export function tapIppPort(port: IppPort, tap: (direction: 'tx' | 'rx', message: Uint8Array) => void): IppPort {
  return {
    id: port.id,
    post: async (request, document, signal) => {
      tap('tx', request);
      const reply = await port.post(request, document, signal);
      if (reply.ok) tap('rx', reply.value);
      return reply;
    },
  };
}
