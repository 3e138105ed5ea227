import type { Tone } from './tone.ts';

/** Shapes differ in outline, not only in colour: they are told apart in grey, on paper and by colour-blind people. */
const shapes = {
  circle: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />
    </>
  ),
  triangle: <path d="M6 1l5.200 9.500H.8z" fill="currentColor" />,
  square: <path d="M1.500 1.500h9v9h-9z" fill="currentColor" />,
  diamond: <path d="M6 .5L11.500 6 6 11.500.5 6z" fill="currentColor" />,
  ring: (
    <>
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M3 9l6-6" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  dash: <path d="M1.500 6h9" stroke="currentColor" strokeWidth="2.500" />,
} as const;

export type ShapeName = keyof typeof shapes;

export const shapeOfTone: Readonly<Record<Tone, ShapeName>> = {
  done: 'circle',
  waiting: 'half',
  attention: 'triangle',
  information: 'diamond',
  quiet: 'dash',
};

export function StateShape({ shape, size = 12 }: { readonly shape: ShapeName; readonly size?: number }) {
  return (
    <svg viewBox="0 0 12 12" width={size} height={size} aria-hidden="true" focusable="false">
      {shapes[shape]}
    </svg>
  );
}
