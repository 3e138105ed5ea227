import { Ajv, type ValidateFunction } from 'ajv';
import { type FastifySerializerCompiler, fastify } from 'fastify';
import type { App } from './http.ts';

type Compiler = FastifySerializerCompiler<unknown>;

const exact = new Ajv({ strict: false });
const fromUrl = new Ajv({ strict: false, coerceTypes: true });
/** By kind and text of the schema. Each GET has a HEAD with the same schemas, and a process may hold several instances: each schema is compiled once, which is most of what a start costs. */
const validators = new Map<string, ValidateFunction>();
const serializers = new Map<string, ReturnType<Compiler>>();
let standard: Promise<Compiler> | null = null;

/**
 * How schemas of routes are made into functions. Fastify's default drops unknown properties and turns `"1"` into 1; here a body is as the schema says or refused. Only URLs hold texts for numbers.
 * What goes out is written as by Fastify's own serializers.
 */
export function installRouteSchemas(app: App): void {
  app.setValidatorCompiler(({ schema, httpPart }) => {
    const ajv = httpPart === 'body' ? exact : fromUrl;
    return once(validators, `${ajv === exact} ${JSON.stringify(schema)}`, () => ajv.compile(schema as object));
  });
  // A plugin is loaded before any schema is compiled.
  app.register((_instance, _options, done) => {
    standard ??= standardCompiler();
    standard.then((compile) => {
      app.setSerializerCompiler<unknown>((route) =>
        once(serializers, JSON.stringify(route.schema), () => compile(route)),
      );
      done();
    }, done);
  });
}

/** Fastify hands its own compiler out once some instance has needed it. */
async function standardCompiler(): Promise<Compiler> {
  const plain = fastify();
  plain.get('/', { schema: { response: { 200: { type: 'null' } } } }, async () => null);
  await plain.ready();
  const compiler = plain.serializerCompiler;
  await plain.close();
  if (compiler === undefined) throw new Error('Fastify has no serializer compiler');
  return compiler;
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
