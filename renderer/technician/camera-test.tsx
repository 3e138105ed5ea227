import { useEffect, useRef } from 'react';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { readingText } from '../../contract/technician/window-tests.ts';
import { greyOf, measure } from '../camera/frame-quality.ts';
import { openCamera, stopCamera } from '../camera/use-camera.ts';
import { useTouch } from '../kit/touch.ts';
import { Words } from '../kit/words.tsx';
import classes from './camera-test.module.css';

/** Exposure and focus of a camera settle within half a second; counted in its own frames. */
const settleFrames = 15;
const look = { width: 160, height: 120 } as const;

/** Opens the camera, measures one frame and drops it: only numbers leave the window, and the light of the camera goes out again. */
export function CameraTest({ block }: { readonly block: TechnicianBlockOf<'cameraTest'> }) {
  const { name, use, label } = block;
  const { type } = useTouch();
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(type);
  useEffect(() => {
    tell.current = type;
  });

  useEffect(() => {
    const element = video.current;
    let stream: MediaStream | null = null;
    let isOver = false;
    const end = (value: string | null) => {
      if (isOver) return;
      isOver = true;
      if (element !== null) element.srcObject = null;
      if (stream !== null) stopCamera(stream);
      if (value !== null) tell.current(name, value);
    };
    let frames = 0;
    const onFrame = () => {
      if (isOver || element === null) return;
      frames += 1;
      if (frames < settleFrames) element.requestVideoFrameCallback(onFrame);
      else end(measured(element));
    };
    openCamera(use).then(
      (opened) => {
        if (isOver || element === null) return stopCamera(opened);
        stream = opened;
        for (const track of opened.getTracks()) track.addEventListener('ended', () => end('none'));
        element.srcObject = opened;
        element.requestVideoFrameCallback(onFrame);
        element.play().catch(() => end('none'));
      },
      // No camera, no permission, in use by another program: the same for whoever stands here.
      () => end('none'),
    );
    return () => end(null);
  }, [name, use]);

  return (
    <figure className={classes.camera}>
      <video ref={video} className={classes.picture} muted playsInline data-testid="camera" />
      <figcaption className={classes.label}>
        <Words text={label.text} />
      </figcaption>
    </figure>
  );
}

function measured(video: HTMLVideoElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = look.width;
  canvas.height = look.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const { videoWidth: width, videoHeight: height } = video;
  if (context === null || width === 0) return 'none';
  context.drawImage(video, 0, 0, look.width, look.height);
  const image = context.getImageData(0, 0, look.width, look.height).data;
  const { mean, deviation, burnt, focus } = measure(greyOf(image, look.width, look.height));
  image.fill(0);
  canvas.width = 0;
  return readingText({ width, height, mean, burnt: burnt * 100, contrast: deviation, focus: focus * 1_000 });
}
