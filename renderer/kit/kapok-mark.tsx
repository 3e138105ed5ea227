/** The kapok flower of the city in five lines a petal: an ornament, faint, on the pages that wait. */
export function KapokMark({ className }: { readonly className?: string | undefined }) {
  return (
    <svg
      viewBox="-100 -100 200 200"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      aria-hidden="true"
      className={className}
    >
      {[0, 72, 144, 216, 288].map((turn) => (
        <g key={turn} transform={`rotate(${turn})`}>
          <path d="M0-20C-34-34-40-74-8-94c6 4 10 4 16 0C40-74 34-34 0-20z" />
          <path d="M0-26v-50M-7-30c-9-14-11-26-8-40M7-30c9-14 11-26 8-40" />
          <path d="M0-12 7-19" transform="rotate(36)" />
        </g>
      ))}
      <circle r="12" />
      <circle r="3.5" />
    </svg>
  );
}
