import type { Bars } from '../../contract/snapshot.ts';
import { Icon } from './icon.tsx';
import classes from './offline-band.module.css';

/**
 * Whether the machine reaches the city, in the words of the terminal service. Online it is a quiet word; offline it stands on a band of its own and says what
 * that means, since it changes what can be done here. Announced when it changes.
 */
export function OfflineBand({ network }: { readonly network: Bars['network'] }) {
  return (
    <span className={classes.band} data-state={network.state} role="status">
      <Icon name={network.state} />
      {network.label.text}
    </span>
  );
}
