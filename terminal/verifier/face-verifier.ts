import type { Result } from '../../contract/result.ts';

/**
 * What a comparison says. `badFrame`: too dark, no face, not sharp: nobody's fault, another picture is taken. `noMatch`: looked at, and not the
 * person of the chip.
 */
export const faceAnswers = ['match', 'noMatch', 'badFrame'] as const;
export type FaceAnswer = (typeof faceAnswers)[number];

/** Why there is no answer: none is fitted; the bytes are no picture; the program crashed, took too long or answered nonsense; nobody could be asked. */
export type FaceFault = 'noVerifier' | 'notAPicture' | 'failed' | 'timeout' | 'tooLarge' | 'notAnAnswer' | 'away';

/**
 * Compares the person before the camera with the photo in the chip, 1 : 1 and nothing else (docs/domain/privacy-and-security.md §5): no gallery, no
 * attributes. Frames and photo are class C3: a verifier keeps, logs and writes nothing of them, and its caller zeroes both.
 */
export interface FaceVerifier {
  /**
   * Stands in the record beside every answer, at most 16 characters: `demonstration` = no matcher looked, and the screen says so too; `onDevice` = a
   * program of this machine; `hub` = a service of the city.
   */
  readonly assurance: 'demonstration' | 'onDevice' | 'hub';
  /** False: works without the photo of the chip. */
  readonly needsPhoto: boolean;
  /**
   * Leaves both arrays as they are. Settles within the verifier's time limit, or at once when `signal` is aborted (`failed`). Never rejects.
   * @param frame JPEG of the camera
   * @param photo WLT of the chip, 1,024 bytes; null = the card gave none
   */
  verify(frame: Uint8Array, photo: Uint8Array | null, signal: AbortSignal): Promise<Result<FaceAnswer, FaceFault>>;
}
