import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { Plugin } from 'vite';
import { messageSchemas, validatorOptions } from '../electron/message-validators.ts';

// Ajv's module for this is CommonJS with its function as `default`, which Node and TypeScript read differently.
const { default: standaloneCode } = createRequire(import.meta.url)('ajv/dist/standalone/index.js') as {
  readonly default: (ajv: Ajv, exports: Readonly<Record<string, string>>) => string;
};

/**
 * Code of the shell's validators (CommonJS), made once at build time instead of at every start: https://ajv.js.org/standalone.html. The shell then carries no compiler and
 * evaluates no text as code.
 */
export function messageValidatorsCode(): string {
  const ajv = new Ajv({ ...validatorOptions, code: { source: true } });
  const names = Object.keys(messageSchemas) as (keyof typeof messageSchemas)[];
  for (const name of names) ajv.addSchema(messageSchemas[name], name);
  return standaloneCode(ajv, Object.fromEntries(names.map((name) => [name, name])));
}

/** Puts that code in the place of `electron/message-validators.ts`. */
export function compiledMessageValidators(): Plugin {
  const id = '\0message-validators.cjs';
  return {
    name: 'yitiji-message-validators',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('/message-validators.ts') ? id : null),
    load: (loaded) => (loaded === id ? messageValidatorsCode() : null),
  };
}
