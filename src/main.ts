#!/usr/bin/env node
/** The process: environment, signals, exit code. The only file of the gateway that touches process.*. */
import 'reflect-metadata';
import process from 'node:process';
import { createApp, type App } from './app.js';
import { HELP, packageVersion, parseCommand } from './command-line.js';
import { type Config, ConfigError } from './config/config.js';
import { makeDataDir } from './config/data-dir.js';
import { SECRET_NAMES, secretsOf } from './config/secrets.js';
import { parseConfig } from './config/parse-config.js';
import { createEmulator, type Emulator } from './emulator/emulator.js';
import { createLogOutput, type LogOutput } from './observability/log-output.js';
import { createLogger, type Logger } from './observability/logger.js';
import { describeVerdict, readAnchor, verifyAudit } from './store/verify-audit.js';
import { auditMac } from './vault/fingerprint.js';
import { VaultKeysError, DecryptionError } from './vault/errors.js';
import { openPersistence } from './vault/open-persistence.js';
import { rewrap } from './vault/rewrap.js';
import { startupBanner } from './startup-banner.js';

/** sysexits.h EX_CONFIG: something was found in an unconfigured or misconfigured state. */
const EXIT_WRONG_CONFIGURATION = 78;
const EXIT_FAILURE = 1;
/** sysexits.h EX_USAGE. */
const EXIT_USAGE = 64;

/** What closing needs even when nothing is to be waited for. */
const SHORTEST_GRACE_MS = 1_000;
/** A signal to the whole process group comes twice under npm, which hands it on: this soon it is the same one. */
const SAME_SIGNAL_MS = 1_000;
/** How long the last log lines may take to leave. */
const LOG_FLUSH_MS = 500;

/** Where the emulator is also found when it runs alone: addresses that were handed out outlive a restart. */
const EMULATOR_PORT = 4010;

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  switch (command.name) {
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'version':
      process.stdout.write(`${packageVersion()}\n`);
      return;
    case 'unknown':
      process.stderr.write(`There is no such command.\n\n${HELP}`);
      process.exitCode = EXIT_USAGE;
      return;
  }
  const config = readConfig();
  const output = createLogOutput(process.stdout);
  const log = createLogger({ level: config.logLevel, destination: output, secrets: secretsOf(config) });
  if (command.name === 'rewrap') await rewrapVault(config);
  else if (command.name === 'verify-audit') await verifyAuditLog(config, command.anchor);
  else await serve(config, log, output);
}

/** `npm run vault:rewrap`: exit code 0 only when nothing is left that was sealed with an older key. */
async function rewrapVault(config: Config): Promise<void> {
  const records = await openPersistence({ config, now: Date.now, exclusive: false });
  const { resealed, unreadable } = await rewrap(records.keys, records.store.sealedValues);
  await records.close();
  process.stdout.write(`Sealed ${resealed} values anew with the newest key; ${unreadable} could not be opened.\n`);
  if (unreadable > 0) process.exitCode = EXIT_FAILURE;
}

/** `npm run audit:verify`: exit code 0 only when every record is as it was written. `anchor`: NUMBER:HASH of an earlier run. */
async function verifyAuditLog(config: Config, anchor: string | undefined): Promise<void> {
  const records = await openPersistence({ config, now: Date.now, exclusive: false });
  const verdict = await verifyAudit(records.store.audit, auditMac(records.vault), readAnchor(anchor));
  await records.close();
  process.stdout.write(describeVerdict(verdict));
  if (!verdict.intact) process.exitCode = EXIT_FAILURE;
}

async function serve(config: Config, log: Logger, output: LogOutput): Promise<void> {
  const running: Running = { app: null, emulator: null };
  // Before anything is opened: a start that waits for a database ends when it is told to, in a container too.
  const { isStopping } = stopOnSignals({ config, log, output }, running);
  try {
    await start(config, { log, output }, running);
  } catch (error) {
    // What is taken away while it starts makes it fail: it ends as it was told to.
    if (!isStopping()) throw error;
  }
}

/** What is there to be stopped, so far. */
interface Running {
  app: App | null;
  emulator: Emulator | null;
}

async function start(
  config: Config,
  { log, output }: { log: Logger; output: LogOutput },
  running: Running,
): Promise<void> {
  const emulator = (running.emulator = await startEmulator(config));
  const droppedLogLines = () => output.dropped();
  const app = (running.app = await createApp(config, { log, plaidBaseUrl: emulator?.url ?? null, droppedLogLines }));
  const { url, adminPort } = await app.listen();
  if (!config.production) process.stdout.write(startupBanner({ url, emulatorUrl: emulator?.url ?? null }));
  log.info({ url, adminPort }, 'listening');
}

function readConfig(): Config {
  try {
    const config = parseConfig(process.env);
    // Read once: nothing that is loaded later, and no child, finds a secret in the environment.
    for (const name of SECRET_NAMES) Reflect.deleteProperty(process.env, name);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_WRONG_CONFIGURATION);
  }
}

/** The emulator runs beside the gateway only where no other upstream was named. */
async function startEmulator(config: Config): Promise<Emulator | null> {
  if (config.plaid.env !== 'emulator' || config.plaid.baseUrl !== null) return null;
  const { port, rateLimits, linkWebhooks, seed } = config.emulator;
  makeDataDir(config.dataDir);
  return createEmulator({
    ...(port === null ? { usualPort: EMULATOR_PORT } : { port }),
    rateLimits,
    linkWebhooks,
    dataDir: config.dataDir,
    ...(seed === null ? {} : { seed }),
  });
}

/** The first signal drains, or ends a start that is under way; one that comes a second or more later ends the process at once, and so does the end of the grace. */
function stopOnSignals(
  { config, log, output }: { config: Config; log: Logger; output: LogOutput },
  running: Running,
): { isStopping: () => boolean } {
  let exitCode = 0;
  let stopping = false;
  let signalledAt = -Infinity;

  const exit = async (code: number): Promise<void> => {
    await output.flushed(LOG_FLUSH_MS);
    process.exit(code);
  };
  const drain = async (reason: string): Promise<void> => {
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(
      () => {
        log.error({ graceMs: config.shutdownGraceMs }, 'could not stop within the grace');
        void exit(EXIT_FAILURE);
      },
      Math.max(config.shutdownGraceMs, SHORTEST_GRACE_MS),
    ).unref();
    try {
      await running.app?.drain();
      await running.emulator?.close();
      log.info({ reason }, 'stopped');
    } catch (error) {
      exitCode = EXIT_FAILURE;
      log.error({ err: error }, 'could not stop cleanly');
    }
    await exit(exitCode);
  };

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (performance.now() - signalledAt < SAME_SIGNAL_MS) return;
      if (stopping) process.exit(EXIT_FAILURE);
      signalledAt = performance.now();
      void drain(signal);
    });
  }
  // Node opens a debugger on this signal unless somebody listens, and a debugger can read every secret in memory.
  process.on('SIGUSR1', () => {
    log.warn('SIGUSR1 is ignored: it would open a debugger');
  });
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'a promise was rejected and nobody was waiting');
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception: draining, so that a supervisor can restart');
    exitCode = EXIT_FAILURE;
    if (!stopping) void drain('uncaughtException');
  });
  return { isStopping: () => stopping };
}

main().catch((error: unknown) => {
  process.stderr.write(`The gateway could not start: ${error instanceof Error ? error.message : 'unknown reason'}\n`);
  const isConfiguration = [ConfigError, VaultKeysError, DecryptionError].some((kind) => error instanceof kind);
  process.exit(isConfiguration ? EXIT_WRONG_CONFIGURATION : EXIT_FAILURE);
});
