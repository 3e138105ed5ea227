/**
 * A paper as SVG text, on its own white ground. An image from a data address: scripts inside cannot run and references cannot load.
 * @param label what it is, for those who do not see it
 */
export function SvgPaper({
  svg,
  label,
  className,
}: {
  readonly svg: string;
  readonly label: string;
  readonly className: string | undefined;
}) {
  return <img className={className} src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} alt={label} />;
}
