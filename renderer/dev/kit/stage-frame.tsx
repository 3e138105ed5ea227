import { useEffect, useRef, useState } from 'react';
import type { Measured } from './measure-stage.ts';
import type { Piece } from './piece.ts';
import classes from './stage-frame.module.css';
import { href, panels, type View } from './view.ts';

/** Width of the sheet on a lying panel, px; `renderer/dev/kit/stage.module.css`. */
const lyingSheetPx = 1190;

/** Width of what a stage shows of a piece, pixels of the panel. */
export function stageWidthPx(piece: Piece, view: View): number {
  const panel = panels[view.panel];
  return panel.widthPx <= panel.heightPx || piece.ground === 'paper' ? panel.widthPx : lyingSheetPx;
}

/**
 * A stage in a frame of its own: there the window is as wide as the panel, and the style sheet knows whether it stands or lies. Shown as large as there is
 * room, never larger than it is.
 */
export function StageFrame({
  piece,
  view,
  only,
  onMeasured,
}: {
  readonly piece: Piece;
  readonly view: View;
  readonly only?: string;
  readonly onMeasured?: (measured: Measured) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [heightPx, setHeightPx] = useState(400);
  const [roomPx, setRoomPx] = useState(640);
  useEffect(() => {
    const onMessage = ({ source, data, origin }: MessageEvent) => {
      if (origin !== location.origin || source !== frame.current?.contentWindow) return;
      // From our own page, in our own frame.
      const { stageHeight, measured } = data as { readonly stageHeight: number; readonly measured: Measured };
      setHeightPx(Math.ceil(stageHeight));
      onMeasured?.(measured);
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, [onMeasured]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setRoomPx(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const widthPx = stageWidthPx(piece, view);
  const scale = Math.min(1, roomPx / widthPx);
  const lies = view.panel === 'lying';
  // The frame itself stands or lies as the panel does, whatever the piece measures; what it is too much is cut away.
  const size = {
    width: lies ? Math.max(widthPx, heightPx + 2) : widthPx,
    height: lies ? heightPx : Math.max(heightPx, widthPx + 2),
  };
  const query = { states: piece.name, ...(only === undefined ? {} : { only }) };
  return (
    <div className={classes.box} ref={box} style={{ height: heightPx * scale }}>
      <iframe
        ref={frame}
        className={classes.frame}
        title={only === undefined ? `${piece.title}, every state` : `${piece.title}, ${only}`}
        src={href(query, view)}
        loading="lazy"
        style={{ ...size, transform: `scale(${scale})` }}
      />
    </div>
  );
}

/** How much smaller than on the panel a stage of this width is drawn. */
export function scaleWords(piece: Piece, view: View): string {
  const { widthPx, heightPx, diagonalInch } = panels[view.panel];
  const pitch = (diagonalInch * 25.4) / Math.hypot(widthPx, heightPx);
  return `${widthPx} × ${heightPx} px · ${pitch.toFixed(3)} mm a pixel · ${stageWidthPx(piece, view)} px = ${Math.round(stageWidthPx(piece, view) * pitch)} mm of glass`;
}
