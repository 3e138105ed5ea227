/** The kapok flower of the city, five petals: the mark of the console. */
export function KapokMark({ className }: { readonly className?: string | undefined }) {
  return (
    <svg viewBox="-50 -50 100 100" fill="currentColor" aria-hidden="true" focusable="false" className={className}>
      {[0, 72, 144, 216, 288].map((turn) => (
        <path key={turn} transform={`rotate(${turn})`} d="M0-11C-17-19-20-39-5-47q5 3 10 0C20-39 17-19 0-11z" />
      ))}
      <circle r="5" />
    </svg>
  );
}
