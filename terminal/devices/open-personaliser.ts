import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import type { OpenPort } from '../../drivers/transport/open-port.ts';
import { parsePort } from '../../drivers/transport/parse-port.ts';
import type { CardPersonaliser } from '../personaliser/card-personaliser.ts';
import { createPersonaliser } from '../personaliser/wire-personaliser.ts';

const baudRate = 115_200;

/**
 * The personaliser of this machine; null = not fitted, or a port that can never be (told in the log: the other devices work meanwhile). Nothing is opened
 * before `start`. What a visit left in it is forgotten as soon as it is heard of for the first time.
 */
export function openPersonaliser(
  port: string,
  o: { readonly clock: Clock; readonly log: Log; readonly openPort: OpenPort },
): CardPersonaliser | null {
  if (port === '') return null;
  const spec = parsePort(port, { baudRate });
  if (!spec.ok || spec.value.kind !== 'serial') {
    o.log('terminal.service.failed', { code: 'deviceConfig', detail: `personaliser: no serial port: ${port}` });
    return null;
  }
  const { value } = spec;
  const unit = createPersonaliser({
    clock: o.clock,
    log: o.log,
    id: 'personaliser',
    transport: () => o.openPort(value),
  });
  const end = unit.onStatus(({ link }) => {
    if (link !== 'up') return;
    end();
    void unit.forget();
  });
  return unit;
}
