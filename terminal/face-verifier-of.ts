import type { Clock } from '../contract/clock.ts';
import type { KioskConfig } from '../contract/kiosk-config.ts';
import { demonstrationVerifier } from './verifier/demonstration-verifier.ts';
import type { FaceVerifier } from './verifier/face-verifier.ts';
import { programVerifier } from './verifier/program-verifier.ts';

/** Who compares faces on this machine; null = nobody, and every journey has its other ways. */
export function faceVerifierOf(config: KioskConfig['faceVerifier'], clock: Clock): FaceVerifier | null {
  switch (config?.kind) {
    case undefined:
    case 'none':
      return null;
    case 'demonstration':
      return demonstrationVerifier(config.answer);
    case 'program':
      return programVerifier({ program: config.path, args: config.args, clock });
  }
}
