import type { Result } from '../../contract/result.ts';
import type { FaceAnswer, FaceFault, FaceVerifier } from './face-verifier.ts';

/** How a service of the city is asked. The transport is the deployment's: law and a separate consent must allow that a face leaves the machine. */
export type AskFaceService = (
  pictures: { readonly frame: Uint8Array; readonly photo: Uint8Array | null },
  signal: AbortSignal,
) => Promise<Result<FaceAnswer, 'away'>>;

/**
 * A verifier behind the hub. No configuration of this project can choose it and the reference hub has no such service: by default no picture of a face
 * goes over the network (docs/domain/privacy-and-security.md §5.4). It is here so that a deployment that may do so changes one line.
 */
export function hubVerifier(ask: AskFaceService): FaceVerifier {
  return {
    assurance: 'hub',
    needsPhoto: true,
    verify: async (frame, photo, signal): Promise<Result<FaceAnswer, FaceFault>> => await ask({ frame, photo }, signal),
  };
}
