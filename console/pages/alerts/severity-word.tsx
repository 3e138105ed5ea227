import type { AlertRow } from '../../../contract/console/alerts.ts';
import type { WorkSeverity } from '../../../contract/technician/work-causes.ts';
import type { ShapeName } from '../../kit/state-shape.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import type { Tone } from '../../kit/tone.ts';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';

export const lookOfSeverity: Readonly<Record<WorkSeverity, { readonly tone: Tone; readonly shape: ShapeName }>> = {
  stop: { tone: 'attention', shape: 'square' },
  limit: { tone: 'waiting', shape: 'half' },
  watch: { tone: 'information', shape: 'diamond' },
};

/** How urgent an alert or a work order is. */
export function SeverityWord({ severity }: { readonly severity: WorkSeverity }) {
  const words = useWords(alertTexts);
  return <StateWord {...lookOfSeverity[severity]}>{words(`severity.${severity}`)}</StateWord>;
}

/** Whether somebody has taken an alert up, or nobody is to be told of it. */
export function HandlingWord({ alert }: { readonly alert: AlertRow }) {
  const words = useWords(alertTexts);
  const formats = useFormats();
  if (alert.resolvedAt !== null) {
    return <StateWord tone="done">{words('resolvedAt', { time: formats.time(alert.resolvedAt) })}</StateWord>;
  }
  if (alert.quiet !== null) {
    const { why, until } = alert.quiet;
    const said =
      until === null
        ? words(why === 'mute' ? 'muted' : 'maintenance')
        : words('quietUntil', { time: formats.time(until) });
    return <StateWord tone="quiet">{said}</StateWord>;
  }
  if (alert.acknowledged !== null) {
    return <StateWord tone="information">{words('takenBy', { name: alert.acknowledged.by })}</StateWord>;
  }
  return (
    <StateWord tone="attention" shape="triangle">
      {words('new')}
    </StateWord>
  );
}
