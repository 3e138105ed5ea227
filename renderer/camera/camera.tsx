import { useContext, useEffect, useRef, useState } from 'react';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords } from '../kit/control-words.ts';
import { Icon } from '../kit/icon.tsx';
import { SubmitInMainSlot } from '../kit/main-slot.tsx';
import { LanguageContext, useTouch } from '../kit/touch.ts';
import classes from './camera.module.css';
import { takeFrame } from './take-frame.ts';
import { useCamera } from './use-camera.ts';

/** After a frame the camera rests this long; where the page still stands then, the verifier wants another. */
const restAfterFrameMs = 3000;

/**
 * The camera: live picture with an outline, one hint at a time, one frame when the picture is good or the button is pressed. Nothing is recorded and
 * nothing is kept; with the page the camera is off. A light on the picture says that it is on.
 */
export function Camera({ block }: { readonly block: BlockOf<'camera'> }) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const [sent, setSent] = useState(false);
  const shoot = () => {
    if (sent) return;
    const element = camera.video.current;
    const jpeg = element === null ? null : takeFrame(element, block.use);
    if (jpeg === null) return;
    setSent(true);
    touch.frame(block.name, jpeg);
  };
  const camera = useCamera(block.use, shoot);
  const isAway = camera.state === 'none';
  const say = useRef(touch.cameraAway);
  useEffect(() => {
    say.current = touch.cameraAway;
  });
  useEffect(() => {
    if (isAway) say.current(block.name);
  }, [isAway, block.name]);
  useEffect(() => {
    if (!sent) return;
    const timer = setTimeout(() => setSent(false), restAfterFrameMs);
    return () => clearTimeout(timer);
  }, [sent]);

  // Before the first picture there is nothing to say about it.
  const hintId = camera.state === 'none' ? 'noCamera' : camera.state === 'opening' || sent ? null : camera.hint;
  const hint = block.hints.find((candidate) => candidate.id === hintId)?.text.text;
  const isGood = camera.state === 'live' && (sent || camera.hint === null);
  return (
    <figure className={classes.camera} data-state={camera.state} data-good={isGood || undefined} data-use={block.use}>
      <div className={classes.window}>
        {camera.state === 'none' ? (
          <Icon name="cameraOff" className={classes.off} />
        ) : (
          <video className={classes.picture} ref={camera.video} muted playsInline tabIndex={-1} />
        )}
        <Outline use={block.use} steady={sent ? 1 : camera.steady} />
        {camera.state === 'live' ? (
          <p className={classes.on}>
            <span className={classes.lamp} aria-hidden="true" />
            {words.cameraOn}
          </p>
        ) : null}
        <p className={classes.hint} role="status" data-testid="camera-hint" data-hint={hintId ?? 'good'}>
          {hint === undefined ? null : (
            <>
              <Icon name={camera.state === 'none' ? 'attention' : 'information'} />
              {hint}
            </>
          )}
        </p>
      </div>
      <figcaption className={classes.caption}>{block.caption.text}</figcaption>
      {camera.state === 'none' ? null : (
        <SubmitInMainSlot
          action={{ id: 'camera.shoot', label: { key: 'kit.takePicture', text: words.takePicture } }}
          isDisabled={camera.state !== 'live' || sent}
          onPress={shoot}
        />
      )}
    </figure>
  );
}

/** Where face or page should be. The line fills while the picture is good. Same shape as `insideOutline` of frame-quality.ts. */
function Outline({ use, steady }: { readonly use: 'face' | 'document'; readonly steady: number }) {
  const shape = use === 'face' ? 'M150 40.000a96 152 0 0 1 0 304a96 152 0 0 1 0-304z' : 'M24 24h252v336h-252z';
  const line = { d: shape, pathLength: 1 };
  return (
    <svg className={classes.outline} viewBox="0 0 300 400" preserveAspectRatio="none" aria-hidden="true">
      <path className={classes.shade} d={`M0 0h300v400h-300z${shape}`} fillRule="evenodd" />
      <path className={classes.line} {...line} />
      <path className={classes.steady} {...line} strokeDasharray={`${steady.toFixed(2)} 1`} />
    </svg>
  );
}
