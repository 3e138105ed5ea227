import type { Snapshot } from '../contract/snapshot.ts';
import { isPageUrl } from './assets.ts';

/** What Chromium says of a request for a device, as far as the gate looks. A part of Electron's request and check details. */
export interface DeviceRequest {
  readonly permission: string;
  /** `video`, `audio`, `screen`, `unknown`; empty where Chromium does not say. */
  readonly media: readonly string[];
  /** The address or origin that asks. */
  readonly from: string;
  readonly isMainFrame: boolean;
}

/**
 * Opens the camera to the page, and nothing else: only our own page, only its main frame, only pictures, only while the page on screen has a camera
 * block. The microphone is never opened: a request that asks for sound beside the picture is refused whole.
 */
export class CameraGate {
  #open = false;
  #namesCards = false;

  /** The page that is being sent to the window; null = none, the window is being wiped. */
  show(snapshot: Pick<Snapshot, 'screen' | 'warning' | 'equipment' | 'technician'> | null): void {
    this.#namesCards = Object.keys(snapshot?.equipment.cards ?? {}).length > 0;
    // What stands on the glass decides: a page of technicians lies over that of citizens.
    const blocks = snapshot?.technician?.blocks ?? snapshot?.screen.blocks ?? [];
    this.#open = blocks.some(({ type }) => type === 'camera' || type === 'cameraTest');
  }

  /**
   * Whether a question of Chromium, by which nothing is opened, is answered with yes. Besides the camera: names of sound cards, which are told only to a page that
   * might have a microphone, and only where the configuration of the machine names cards. The microphone itself is asked for by a request, and refused.
   */
  allowsLook(request: DeviceRequest): boolean {
    const isOurs = request.permission === 'media' && request.isMainFrame && isPageUrl(request.from);
    const isSound = request.media.length > 0 && request.media.every((kind) => kind === 'audio');
    return this.allows(request) || (this.#namesCards && isOurs && isSound);
  }

  /** Whether this request may have the camera now. */
  allows(request: DeviceRequest): boolean {
    return (
      this.#open &&
      request.permission === 'media' &&
      request.isMainFrame &&
      request.media.length > 0 &&
      request.media.every((kind) => kind === 'video') &&
      isPageUrl(request.from)
    );
  }
}
