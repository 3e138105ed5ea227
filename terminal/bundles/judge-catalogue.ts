import { setPriority } from 'node:os';
import { faultWords } from '../../contract/bundle-link.ts';
import { checkFolder } from '../catalogue/check/check-folder.ts';
import { isError } from '../catalogue/check/finding.ts';

/**
 * A program of its own: the whole check of a catalogue takes seconds, and the terminal service answers citizens meanwhile.
 * Arguments: folder of the bundle, `kiosk-config` of the release. Prints the faults as a JSON list: place and rule, never words of a file.
 */
const [dir = '', shippedDir = ''] = process.argv.slice(2);
setPriority(19);
process.stdout.write(JSON.stringify(faultsOf()));

function faultsOf(): readonly string[] {
  try {
    return checkFolder(dir, shippedDir)
      .findings.filter(isError)
      .slice(0, 8)
      .map(({ file, line, rule, path }) => faultWords(`${file}:${line} ${rule} ${path}`));
  } catch (cause) {
    // What the check does not survive, the service does not either.
    return [faultWords(`check failed: ${cause instanceof Error ? cause.name : 'unknown'}`)];
  }
}
