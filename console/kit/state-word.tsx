import type { ReactNode } from 'react';
import { type FleetState, fleetStates } from '../../contract/console/fleet-state.ts';
import { machineTexts } from '../texts/machine-texts.ts';
import { useWords } from '../texts/use-words.ts';
import { type ShapeName, StateShape, shapeOfTone } from './state-shape.tsx';
import styles from './state-word.module.css';
import { type Tone, toneOfMachine } from './tone.ts';

interface Props {
  readonly tone: Tone;
  readonly shape?: ShapeName;
  /** A filled tablet instead of plain words: for the head of a page. */
  readonly isTablet?: boolean;
  readonly children: ReactNode;
}

/** A state: always its word and its shape; the colour only helps. */
export function StateWord({ tone, shape, isTablet = false, children }: Props) {
  return (
    <span className={isTablet ? styles.tablet : styles.word} data-tone={tone}>
      <StateShape shape={shape ?? shapeOfTone[tone]} />
      <span>{children}</span>
    </span>
  );
}

const shapeOfMachine: Readonly<Record<FleetState, ShapeName>> = {
  ok: 'circle',
  limited: 'half',
  outOfService: 'square',
  maintenance: 'diamond',
  offline: 'ring',
  lost: 'triangle',
};

const known = (state: string): FleetState | undefined => fleetStates.find((one) => one === state);

/** Colour and shape of a machine's state; of one that this page does not know yet, the quiet ones. */
export function lookOfMachine(state: string): { readonly tone: Tone; readonly shape: ShapeName } {
  const one = known(state);
  return one === undefined
    ? { tone: 'quiet', shape: 'dash' }
    : { tone: toneOfMachine[one], shape: shapeOfMachine[one] };
}

/** The state of a machine. A state that this page does not know yet is shown with its code. */
export function MachineStateWord({ state, isTablet = false }: { readonly state: string; readonly isTablet?: boolean }) {
  const words = useWords(machineTexts);
  return (
    <StateWord {...lookOfMachine(state)} isTablet={isTablet}>
      {words.of('state.', state)}
    </StateWord>
  );
}
