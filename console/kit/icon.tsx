/** Line drawings on a 20 × 20 grid. They never speak alone: a word stands beside them, or the control has a name. */
const paths = {
  overview: 'M3 3h6v6H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 11h6v6H3z',
  machine: 'M6 2h8v10H6zM8 5h4M5 15h10M7 12l-2 6M13 12l2 6',
  alert: 'M10 3l8 14H2zM10 8v4M10 14.5v.5',
  order: 'M5 4h10v13H5zM8 2.5h4v3H8zM8 9h4M8 12h4',
  supply: 'M3 6l7-3 7 3v8l-7 3-7-3zM3 6l7 3 7-3M10 9v8',
  rollout: 'M10 17V5M5.5 9.5L10 5l4.5 4.5M3 3h14',
  release: 'M3 7h14v10H3zM6 3h8v4M7 11h6',
  transaction: 'M5 2h10v16l-2.5-1.5L10 18l-2.5-1.5L5 18zM8 6h4M8 9h4M8 12h2',
  rating: 'M10 3l2.1 4.5 4.9.6-3.6 3.3.9 4.9L10 13.9l-4.3 2.4.9-4.9L3 8.1l4.9-.6z',
  usage: 'M3 17h14M5 14V9M9 14V4M13 14v-4M17 14V7',
  catalogue: 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 13.5h5M13.5 11v5',
  queue: 'M3 5h14M3 10h14M3 15h9M15 13l2 2-2 2',
  enrol: 'M8 10a3.5 3.5 0 1 1 2.5 3.4L9 15H7v2H4v-3l4-4M13 7h.1',
  account: 'M10 10a3.5 3.5 0 1 0-3.5-3.5A3.5 3.5 0 0 0 10 10zM3.5 17.5c.7-3.5 3.3-5 6.5-5s5.8 1.5 6.5 5',
  audit: 'M5 2h7l4 4v12H5zM12 2v4h4M8 10h5M8 13h5',
  command: 'M3 5h14v10H3zM6 8l2.5 2L6 12M10.5 12.5h3.5',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5L18 18',
  download: 'M10 3v9M6 8.5l4 4 4-4M3 16h14',
  print: 'M6 7V3h8v4M4 7h12v7h-2M6 12h8v5H6zM4 14h2V7',
  close: 'M5 5l10 10M15 5L5 15',
  more: 'M4 10h.1M10 10h.1M16 10h.1',
  light:
    'M10 14a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10 1.5v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600L16 16M16 4l-1.400 1.400M5.400 14.600L4 16',
  dark: 'M16.500 12A7 7 0 0 1 8 3.500 7 7 0 1 0 16.500 12z',
  language:
    'M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM2 10h16M10 2c2.500 2.200 3.500 5 3.500 8s-1 5.800-3.500 8c-2.500-2.200-3.500-5-3.500-8s1-5.800 3.500-8z',
  out: 'M8 3H4v14h4M12 6l4 4-4 4M16 10H8',
  chevron: 'M7 4l6 6-6 6',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  back: 'M12 4l-6 6 6 6',
  check: 'M4 10.500l4 4 8-9',
  link: 'M8 12l4-4M7 9l-2.500 2.500a3 3 0 0 0 4.200 4.200L11 13.500M13 11l2.500-2.500a3 3 0 0 0-4.200-4.200L9 6.500',
  clock: 'M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM10 5.500V10l3 2',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
