import { choiceOption, givenOption, type Options } from './command-options.ts';
import { type Suite, suites } from './envelope.ts';

/** What `--suite` says; undefined = it was left out. Throws UsageError. */
export function suiteOption(options: Options): Suite | undefined {
  return givenOption(options, 'suite') === undefined ? undefined : choiceOption(options, 'suite', suites);
}
