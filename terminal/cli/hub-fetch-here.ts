import type { CommandIo } from '../../contract/command.ts';
import type { Options } from '../../contract/command-options.ts';
import { fetchOfMachine } from '../sync/hub-tls.ts';
import { deskOf } from './config-places.ts';

/** What a command at the machine calls the hub with: its certificate, where its configuration names one (docs/hub.md). Nothing = the `fetch` of the system. */
export function hubFetchHere(options: Options, io: Pick<CommandIo, 'note'>): { readonly fetch?: typeof fetch } {
  const standing = deskOf(options, false).read();
  if (!standing.ok) {
    io.note(
      'the configuration of this machine is not valid (see yitiji config check): no certificate is shown to the hub',
    );
    return {};
  }
  const found = fetchOfMachine(standing.value.resolved.config.hub.tls, (_name, fields) => {
    io.note(`the certificate for the hub cannot be used: ${'detail' in fields ? String(fields.detail) : ''}`);
  });
  return found === undefined ? {} : { fetch: found };
}
