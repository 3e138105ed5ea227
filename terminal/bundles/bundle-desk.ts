import { join } from 'node:path';
import {
  type ActivateBundleInput,
  type ActivateBundleOutput,
  type CheckBundleInput,
  type CheckBundleOutput,
  faultWords,
  fleetFile,
} from '../../contract/bundle-link.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { ConfigService } from '../config/config-service.ts';
import type { Problem } from '../config/resolve.ts';
import type { CatalogueDesk } from './catalogue-desk.ts';

/** Most faults that are told. */
const mostFaults = 8;

/** Judges and takes bundles for the updater (contract/bundle-link.ts). Of the kinds there are, this release reads configuration and catalogue; another one is refused by its name. */
export class BundleDesk {
  readonly #settings: Pick<ConfigService, 'checkFleet' | 'look' | 'read'> | null;
  readonly #catalogue: Pick<CatalogueDesk, 'check' | 'activate'> | null;

  /**
   * @param settings null = the configuration of this service does not change while it runs
   * @param catalogue null = this is no installation
   */
  constructor(
    settings: Pick<ConfigService, 'checkFleet' | 'look' | 'read'> | null,
    catalogue: Pick<CatalogueDesk, 'check' | 'activate'> | null = null,
  ) {
    this.#settings = settings;
    this.#catalogue = catalogue;
  }

  /** Errors: `notReady`. */
  check({ kind, path }: CheckBundleInput): Result<CheckBundleOutput, 'notReady'> {
    if (kind === 'catalogue' && this.#catalogue !== null) return this.#catalogue.check(path);
    if (kind !== 'config') return ok({ faults: [`kind ${kind}`] });
    const checked = this.#settings?.checkFleet(join(path, fleetFile)) ?? err('notReady' as const);
    return checked.ok ? ok({ faults: checked.value.slice(0, mostFaults).map(whatOf) }) : checked;
  }

  /** What `current` points at is read anew; each setting takes effect in its own time (terminal/config/plan.ts), a catalogue with the next start. */
  activate({ kind }: ActivateBundleInput): ActivateBundleOutput {
    if (kind === 'catalogue' && this.#catalogue !== null) return this.#catalogue.activate();
    if (kind !== 'config' || this.#settings === null) return { fault: `kind ${kind}` };
    this.#settings.look();
    const refused = this.#settings.read().refused.find(({ layer }) => layer === 'fleet');
    return { fault: refused === undefined ? null : whatOf(refused) };
  }
}

/** Place and code, in the signs that an outcome may carry; never a value. */
const whatOf = ({ line, column, why, path }: Problem): string =>
  faultWords(`${fleetFile}:${line}:${column} ${why.code} ${path}`);
