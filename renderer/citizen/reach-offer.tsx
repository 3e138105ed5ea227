import { useContext } from 'react';
import { Button } from 'react-aria-components/Button';
import type { Snapshot } from '../../contract/snapshot.ts';
import { Icon } from '../kit/icon.tsx';
import { Phrases } from '../kit/phrases.tsx';
import { useTouch } from '../kit/touch.ts';
import { ReachContext } from './reach-context.ts';
import classes from './reach-offer.module.css';

/** On the idle and the home page of a tall machine: says in words that everything can come down. Whoever needs it does not know the word 低位. */
export function ReachOffer({ snapshot }: { readonly snapshot: Snapshot }) {
  const touch = useTouch();
  const { tall, on } = useContext(ReachContext);
  const { screen, bars } = snapshot;
  if (!tall || on || (screen.code !== 'A0' && screen.code !== 'A1')) return null;
  return (
    <Button className={classes.offer ?? ''} data-action="mode.reach.offer" onPress={() => touch.mode('reach')}>
      <Icon name="reach" />
      <span>
        <Phrases text={bars.reachOffer.text} />
      </span>
    </Button>
  );
}
