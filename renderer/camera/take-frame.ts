import { paperPictures } from '../../contract/paper-pictures.ts';

/** Most bytes of one frame. Source: contract/intent.ts, `frame`; pictures of papers go out together. */
const mostFrameBytes = { face: 96 * 1024, document: paperPictures.bytes } as const;

const longestSide = { face: 720, document: 1440 } as const;
const qualities = [0.86, 0.78, 0.7, 0.6, 0.5] as const;

/** Bytes behind a base64 text. */
export function bytesOfBase64(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/**
 * One frame as JPEG in base64, small enough for an Intent: quality is given up first, then size. The canvas is emptied before the function returns.
 * @returns null where the camera has given no picture yet
 */
export function takeFrame(video: HTMLVideoElement, use: 'face' | 'document'): string | null {
  if (video.videoWidth === 0) return null;
  const canvas = document.createElement('canvas');
  try {
    for (let side: number = longestSide[use]; side >= 240; side = Math.round(side * 0.75)) {
      const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
      for (const quality of qualities) {
        const [, base64 = ''] = canvas.toDataURL('image/jpeg', quality).split(',');
        if (base64 !== '' && bytesOfBase64(base64) <= mostFrameBytes[use]) return base64;
      }
    }
    return null;
  } finally {
    canvas.width = 0;
    canvas.height = 0;
  }
}
