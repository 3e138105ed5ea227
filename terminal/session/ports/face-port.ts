import type { FaceVerifier } from '../../verifier/face-verifier.ts';
import type { Visit } from '../context.ts';
import type { SessionEvent } from '../events.ts';
import { openField } from '../rules/visit-steps.ts';
import type { SessionWork } from '../session-ports.ts';
import { nowIso, type PortDeps, visitScope } from './port-deps.ts';

/** Largest frame, bytes; the intent is bounded as well. */
const maxFrameBytes = 98_304;

/**
 * C2 by face: each frame that the window sends is compared with the photo of the chip, one at a time; those that come meanwhile are thrown away. Frames are
 * zeroed after use, whatever the answer; nothing of them is logged or written.
 */
export function facePort(
  deps: Pick<PortDeps, 'store' | 'clock' | 'secrets' | 'context'>,
  verifier: FaceVerifier | null,
): { readonly verifyFace: SessionWork; frame(visit: Visit, jpeg: string): void } {
  const { store, clock, secrets } = deps;
  let running: {
    readonly visitId: string;
    readonly signal: AbortSignal;
    readonly tell: (event: SessionEvent) => void;
  } | null = null;
  let isBusy = false;

  const compare = async (jpeg: string): Promise<void> => {
    const at = running;
    if (at === null || verifier === null || isBusy) return;
    const frame = secrets.keep(new Uint8Array(Buffer.from(jpeg, 'base64')));
    isBusy = true;
    const answer =
      frame.length > maxFrameBytes
        ? ({ ok: false, error: 'tooLarge' } as const)
        : await verifier.verify(frame, secrets.chipPhoto, at.signal).finally(() => secrets.drop(frame));
    isBusy = false;
    if (frame.length > maxFrameBytes) secrets.drop(frame);
    if (at.signal.aborted) return;
    const result = answer.ok ? answer.value : answer.error;
    store.audit('verify', { method: 'face', result: `${verifier.assurance}:${result}` }, at.visitId);
    if (answer.ok && answer.value === 'match') {
      at.tell({ type: 'VERIFIED', method: 'face', assurance: verifier.assurance, at: nowIso(clock) });
      return;
    }
    // A picture that is none, and a person who is not the one of the chip, look the same to the citizen: once more, then another way.
    const isBroken = !answer.ok && answer.error !== 'notAPicture' && answer.error !== 'tooLarge';
    at.tell({ type: 'NOT_VERIFIED', method: 'face', why: isBroken ? 'away' : 'retry' });
  };

  return {
    verifyFace: (visit, send) => {
      const controller = new AbortController();
      const isPossible = verifier !== null && (!verifier.needsPhoto || secrets.chipPhoto !== null);
      if (!isPossible) send({ type: 'NOT_VERIFIED', method: 'face', why: 'away' });
      else running = { visitId: visit.id, signal: controller.signal, tell: send };
      return () => {
        controller.abort('user');
        if (running?.signal === controller.signal) running = null;
      };
    },
    frame: (visit, jpeg) => {
      if (running !== null) {
        void compare(jpeg);
        return;
      }
      // Not a face: the picture of a paper, for the field whose page is open.
      const field = openField(visitScope(deps, visit));
      if (field !== null) secrets.setPaper(field, new Uint8Array(Buffer.from(jpeg, 'base64')));
    },
  };
}
