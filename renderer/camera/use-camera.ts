import { type RefObject, useEffect, useRef, useState } from 'react';
import { type Grey, greyOf, judge, type QualityHint } from './frame-quality.ts';
import { looked, partOfSteady, unsteady } from './steadiness.ts';

export type CameraState = 'opening' | 'live' | 'none';

export interface LiveCamera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  /** The hint that stands now; null = good. */
  readonly hint: QualityHint | null;
  /** How long the picture has been good, 0 … 1; at 1 it is taken. */
  readonly steady: number;
}

/** Looks at the picture this often, ms. */
const lookEveryMs = 120;
const look = { width: 96, height: 128 } as const;

/**
 * The camera, open from mount to unmount and never longer: its tracks are stopped and its last picture is dropped. No sound is ever asked for.
 * @param onGood  called once for each time that the picture has been steady and good
 */
export function useCamera(use: 'face' | 'document', onGood: () => void): LiveCamera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('opening');
  const [seen, setSeen] = useState(unsteady);
  const good = useRef(onGood);
  useEffect(() => {
    good.current = onGood;
  });

  useEffect(() => {
    let gone = false;
    let stream: MediaStream | null = null;
    openCamera(use).then(
      (opened) => {
        if (gone) return stopCamera(opened);
        stream = opened;
        const element = video.current;
        if (element !== null) {
          element.srcObject = opened;
          // Refused only where the page is leaving.
          element.play().catch(() => undefined);
        }
        for (const track of opened.getTracks()) track.addEventListener('ended', () => setState('none'));
        setState('live');
      },
      // No camera, no permission, camera in use: the same for the citizen.
      () => {
        if (!gone) setState('none');
      },
    );
    return () => {
      gone = true;
      const element = video.current;
      if (element !== null) element.srcObject = null;
      if (stream !== null) stopCamera(stream);
    };
  }, [use]);

  useEffect(() => {
    if (state !== 'live') return;
    const canvas = document.createElement('canvas');
    canvas.width = look.width;
    canvas.height = look.height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    let last: Grey | null = null;
    let steadiness = unsteady;
    const timer = setInterval(() => {
      const element = video.current;
      if (context === null || element === null || element.videoWidth === 0) return;
      drawCovering(context, element);
      const now = greyOf(context.getImageData(0, 0, look.width, look.height).data, look.width, look.height);
      const hint = judge(now, last, use);
      last = now;
      const next = looked(steadiness, hint, element.closest('[inert]') === null);
      steadiness = next.now;
      setSeen(next.now);
      if (next.takes) good.current();
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      canvas.width = 0;
    };
  }, [state, use]);

  return { video, state, hint: seen.hint, steady: partOfSteady(seen) };
}

/**
 * Opens a camera without sound. Which of several: the one that says that it looks away from the citizen, for documents. Names of cameras are not told
 * to a page that may not have the microphone, hence not used.
 */
export function openCamera(use: 'face' | 'document'): Promise<MediaStream> {
  // Missing where the page is not secure, as in a story over plain http.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined) return Promise.reject(new DOMException('no camera', 'NotFoundError'));
  const video =
    use === 'face'
      ? { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' }
      : { width: { ideal: 1920 }, height: { ideal: 1080 }, facingMode: 'environment' };
  return devices.getUserMedia({ audio: false, video });
}

/** Ends every track: the light of the camera goes out. */
export function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Draws the part of the picture that the citizen sees: the outline is drawn over that part. */
function drawCovering(context: CanvasRenderingContext2D, video: HTMLVideoElement): void {
  const box = video.getBoundingClientRect();
  const shape = box.height === 0 ? 3 / 4 : box.width / box.height;
  const { videoWidth, videoHeight } = video;
  const width = Math.min(videoWidth, videoHeight * shape);
  const height = Math.min(videoHeight, videoWidth / shape);
  const [x, y] = [(videoWidth - width) / 2, (videoHeight - height) / 2];
  context.drawImage(video, x, y, width, height, 0, 0, look.width, look.height);
}
