import type { IdleWarning as Warning } from '../../contract/snapshot.ts';
import { partLeft, secondsLeft } from '../kit/countdown.ts';
import { CountdownRing } from '../kit/countdown-ring.tsx';
import { PressButton } from '../kit/press-button.tsx';
import { Sheet } from '../kit/sheet.tsx';
import { useTouch } from '../kit/touch.ts';
import type { Received } from './bridge.ts';
import { useElapsed } from './use-now.ts';

const redrawMs = 250;

/** "Are you still there?": covers the page, which is not drawn meanwhile; one big answer; any key or touch beside the buttons counts as yes. */
export function IdleWarning({ warning, received }: { readonly warning: Warning; readonly received: Received }) {
  const touch = useTouch();
  const elapsed = useElapsed(received, redrawMs, true);
  return (
    <Sheet
      testId="idle-warning"
      text={warning.text}
      before={
        <CountdownRing seconds={secondsLeft(warning.endsInMs, elapsed)} part={partLeft(warning.endsInMs, elapsed)} />
      }
      answers={
        <>
          <PressButton action={{ id: 'warning.stay', label: warning.stay }} look="main" onPress={touch.stay} />
          <PressButton action={{ id: 'warning.finish', label: warning.finish }} look="plain" onPress={touch.finish} />
        </>
      }
    />
  );
}
