import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { ShapeProblem } from './check-shape.ts';
import { type Json, pointer } from './json-text.ts';
import { said } from './reasons.ts';

/** What no schema can say of one document; pure. */
export function checkRules(config: KioskConfig): ShapeProblem[] {
  return [...samePorts(config), ...frozenDays(config)];
}

/** Two devices on one serial port would take each other's bytes. Places of CUPS and readers by name may be shared by nobody either, but `-` is no name. */
function samePorts({ devices, personaliser }: KioskConfig): ShapeProblem[] {
  const ports: (readonly [string, string])[] = Object.entries(devices).map(([role, { port }]) => [
    `/devices/${role}/port`,
    port,
  ]);
  if (personaliser !== undefined) ports.push(['/personaliser/port', personaliser.port]);
  const seen = new Map<string, string>();
  const problems: ShapeProblem[] = [];
  for (const [path, port] of ports) {
    if (port === '' || port === '-') continue;
    const first = seen.get(port);
    if (first !== undefined) problems.push({ path, ...said('samePort', { first }) });
    else seen.set(port, path);
  }
  return problems;
}

function frozenDays({ updates }: KioskConfig): ShapeProblem[] {
  return (updates?.freeze ?? []).flatMap(({ from, to }, i) =>
    from <= to ? [] : [{ path: `/updates/freeze/${i}`, ...said('frozen') }],
  );
}

/**
 * Secrets have no place in a file that is shown, kept in a history and read by editors. Seen are the shapes that somebody pastes by mistake: a password within an address, a
 * private key, a token or a password among the arguments of a program.
 */
export function checkSecrets(value: Json, path = ''): ShapeProblem[] {
  if (typeof value === 'string') return isSecret(value) ? [{ path, ...said('secret') }] : [];
  if (Array.isArray(value)) {
    const entries = value as readonly Json[];
    return entries.flatMap((entry, i) => {
      const inner = pointer(path, i);
      // `--token`, `abc`: the word before names what comes.
      const before = entries[i - 1];
      const isNamed = typeof before === 'string' && secretOption.test(before) && typeof entry === 'string';
      return isNamed ? [{ path: inner, ...said('secret') }] : checkSecrets(entry, inner);
    });
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => checkSecrets(inner, pointer(path, key)));
}

const secretWord = 'pass(?:word|wd)?|secret|token|api-?key|private-?key|pin|credentials?';
const secretOption = new RegExp(`^--?(?:[\\w-]*-)?(?:${secretWord})$`, 'i');
/** `--token=`, `db-password=`: the sign before the word is the hyphen then. */
const secretGiven = new RegExp(`(?:^|[\\s&?;-])(?:${secretWord})=`, 'i');

const isSecret = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s@]*@/i.test(text) || text.includes('-----BEGIN ') || secretGiven.test(text);
