import type { CSSProperties } from 'react';
import { qrPath, quietZone } from '../../contract/qr-path.ts';
import type { BlockOf } from '../../contract/screen.ts';

/** A QR symbol, black on white in every theme: phones do not read inverted ones. Style sheets find the part of its side that is quiet at one edge as `--quiet`. */
export function QrSymbol({
  qr,
  className,
}: {
  readonly qr: BlockOf<'code'>['qr'];
  readonly className: string | undefined;
}) {
  const side = qr.size + 2 * quietZone;
  return (
    <svg
      className={className}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={qr.label.text}
      shapeRendering="crispEdges"
      style={{ '--quiet': quietZone / side } as CSSProperties}
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={qrPath(qr.size, qr.modules)} fill="#000" />
    </svg>
  );
}
