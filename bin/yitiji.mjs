#!/usr/bin/env node
// `npx yitiji …`: goes over to the pinned Node, then runs the command line from source.
import { fileURLToPath } from 'node:url';
import { onProjectNode } from '../build/project.mjs';

await onProjectNode(fileURLToPath(import.meta.url));
const { main } = await import('./cli.ts');
const { commands } = await import('./commands.ts');
await main(process.argv.slice(2), commands, 'npx yitiji');
