import type { Schema } from './schema-values.ts';

/** One route as the hub's own OpenAPI document tells it. */
export interface Operation {
  readonly method: string;
  /** With `{names}`. */
  readonly path: string;
  readonly by: 'machine' | 'newKey' | 'people' | 'nobody';
  /** Permissions of which one is enough; empty = of nobody's role, or nobody is asked. */
  readonly permissions: readonly string[] | null;
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query'; readonly schema: Schema }[];
  readonly body: Schema | null;
  /** By status (`200`, `4XX`); absent = a page or a stream. */
  readonly replies: Readonly<Record<string, Schema | undefined>>;
}

interface Described {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-permissions'?: readonly string[];
  readonly parameters?: Operation['parameters'];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

/** @param document `GET /v1/openapi.json` */
export function operationsOf(document: unknown): readonly Operation[] {
  const { paths } = document as { readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      by: askedOf(described.security),
      permissions: described['x-permissions'] ?? null,
      parameters: described.parameters ?? [],
      body: described.requestBody?.content['application/json']?.schema ?? null,
      replies: Object.fromEntries(
        Object.entries(described.responses).map(([status, { content }]) => [
          status,
          content?.['application/json']?.schema,
        ]),
      ),
    })),
  );
}

function askedOf(security: Described['security']): Operation['by'] {
  const schemes = (security ?? []).flatMap((one) => Object.keys(one));
  if (schemes.includes('machine')) return 'machine';
  if (schemes.includes('newKey')) return 'newKey';
  return schemes.length > 0 ? 'people' : 'nobody';
}
