#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_ID, SECRET } from './http/route.js';
import { createEmulator } from './emulator.js';
import type { Emulator, EmulatorOptions } from './emulator.js';
import { DataFolderError } from './state/data-folder.js';

/** sysexits.h EX_CONFIG. */
const EXIT_CONFIG = 78;
const DEFAULT_PORT = 4010;
const modes = ['sandbox', 'production', 'off'] as const;
const environments = ['sandbox', 'production'] as const;
const linkWebhookModes = ['default', 'all'] as const;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** sysexits.h EX_USAGE. */
const EXIT_USAGE = 64;

const HELP = `Usage: plaid-emulator

Starts the Plaid emulator on a loopback address.

  --help      print this help
  --version   print the version

Environment variables: EMULATOR_PORT (default ${DEFAULT_PORT}), EMULATOR_ENVIRONMENT, EMULATOR_RATE_LIMITS,
EMULATOR_LINK_WEBHOOKS, EMULATOR_SEED and DATA_DIR. See docs/emulator.md.
`;

/** Handles --help and --version and exits; returns only when there are no arguments, so that a typo never starts an emulator. */
function handleArguments(args: readonly string[]): void {
  const [arg, ...rest] = args;
  if (arg === undefined) return;
  if (rest.length === 0 && ['--help', '-h', 'help'].includes(arg)) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  if (rest.length === 0 && ['--version', '-v'].includes(arg)) {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    print(version);
    process.exit(0);
  }
  process.stderr.write(`Unknown argument.\n\n${HELP}`);
  process.exit(EXIT_USAGE);
}

/** Reads the environment variables. Reports all invalid variables together, by name and without their values. */
function readOptions(env: NodeJS.ProcessEnv): EmulatorOptions {
  const problems: string[] = [];
  const portText = env.EMULATOR_PORT;
  const port = Number(portText ?? DEFAULT_PORT);
  if (portText !== undefined && (!/^\d+$/.test(portText) || port > 65_535))
    problems.push('EMULATOR_PORT must be a port number');
  const rateLimits = modes.find((mode) => mode === (env.EMULATOR_RATE_LIMITS ?? env.EMULATOR_ENVIRONMENT ?? 'sandbox'));
  if (rateLimits === undefined) problems.push(`EMULATOR_RATE_LIMITS must be one of ${modes.join(', ')}`);
  const environment = environments.find((one) => one === (env.EMULATOR_ENVIRONMENT ?? 'sandbox'));
  if (environment === undefined) problems.push(`EMULATOR_ENVIRONMENT must be one of ${environments.join(', ')}`);
  const linkWebhooks = linkWebhookModes.find((mode) => mode === (env.EMULATOR_LINK_WEBHOOKS ?? 'default'));
  if (linkWebhooks === undefined) problems.push(`EMULATOR_LINK_WEBHOOKS must be one of ${linkWebhookModes.join(', ')}`);
  if (problems.length > 0) {
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    process.exit(EXIT_CONFIG);
  }
  return {
    port,
    ...(environment === undefined ? {} : { environment }),
    // A separate folder, because a gateway with an embedded emulator may use the same DATA_DIR at the same time.
    dataDir: join(env.DATA_DIR ?? './data', 'emulator'),
    ...(rateLimits === undefined ? {} : { rateLimits }),
    ...(linkWebhooks === undefined ? {} : { linkWebhooks }),
    ...(env.EMULATOR_SEED === undefined ? {} : { seed: env.EMULATOR_SEED }),
    log: (line) => {
      process.stderr.write(`${JSON.stringify(line)}\n`);
    },
  };
}

/** Reports a failed start, such as a port in use, in one line instead of a stack trace. */
async function start(options: EmulatorOptions): Promise<Emulator> {
  try {
    return await createEmulator(options);
  } catch (error) {
    process.stderr.write(`The emulator cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    return process.exit(error instanceof DataFolderError ? EXIT_CONFIG : 1);
  }
}

handleArguments(process.argv.slice(2));
const emulator = await start(readOptions(process.env));
let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  void emulator.close().then(() => process.exit(0));
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

print('Plaid emulator');
print(`  API       ${emulator.url}`);
print(`  Page      ${emulator.url}/emulator`);
print(`  client_id ${CLIENT_ID}`);
print(`  secret    ${SECRET}`);
