#!/usr/bin/env node
/** The process: environment, signals, exit code. The only file of the gateway that uses process.*. */
import 'reflect-metadata';
import process from 'node:process';
import { createApp, type App } from './app.js';
import { HELP, parseCommand } from './command-line.js';
import { type Config, ConfigError } from './config/config.js';
import { makeDataDir } from './config/data-dir.js';
import { SECRET_NAMES, secretsOf } from './config/secrets.js';
import { parseConfig } from './config/parse-config.js';
import { VERSION } from './config/version.js';
import { createEmulator, type Emulator } from './emulator/emulator.js';
import { createLogger, createLogOutput, type Logger, type LogOutput } from './observability/logger.js';
import { issueDevelopmentToken, TokenUsageError } from './server/http/development-token.js';
import { describeVerdict, readAnchor, verifyAudit } from './store/verify-audit.js';
import { auditMac } from './vault/sealing.js';
import { VaultKeysError, DecryptionError } from './vault/errors.js';
import { openPersistence } from './vault/open-persistence.js';
import { rewrap } from './vault/rewrap.js';
import { startupBanner } from './startup-banner.js';

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIGURATION_ERROR = 78;
const EXIT_FAILURE = 1;
/** EX_USAGE of sysexits.h. */
const EXIT_USAGE = 64;

/** The least time to allow for closing, even with SHUTDOWN_GRACE_MS=0. */
const MIN_GRACE_MS = 1_000;
/** npm forwards signals, so a signal to the process group arrives twice. Within this time it counts as the same one. */
const SAME_SIGNAL_MS = 1_000;
/** How long flushing the last log lines may take. */
const LOG_FLUSH_MS = 500;

/** The port that the emulator also uses when it runs alone, so that its URLs stay valid across restarts. */
const EMULATOR_PORT = 4010;

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  switch (command.name) {
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'version':
      process.stdout.write(`${VERSION}\n`);
      return;
    case 'unknown':
      process.stderr.write(`Unknown command.\n\n${HELP}`);
      process.exitCode = EXIT_USAGE;
      return;
  }
  const config = readConfig();
  if (command.name === 'token') {
    await printToken(config, command);
    return;
  }
  const output = createLogOutput(process.stdout);
  const log = createLogger({ level: config.logLevel, destination: output, secrets: secretsOf(config) });
  if (command.name === 'rewrap') await rewrapVault(config);
  else if (command.name === 'verify-audit') await verifyAuditLog(config, command.anchor);
  else await serve(config, log, output);
}

/** `npm run token`: prints an access token that the gateway accepts in development. */
async function printToken(config: Config, { sub, scopes }: { sub: string; scopes: readonly string[] }): Promise<void> {
  try {
    process.stdout.write(`${await issueDevelopmentToken(config, sub, scopes)}\n`);
  } catch (error) {
    if (!(error instanceof TokenUsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exitCode = EXIT_USAGE;
  }
}

/** `npm run vault:rewrap`: exit code 0 only when no value is left that is encrypted with an older key. */
async function rewrapVault(config: Config): Promise<void> {
  const records = await openPersistence({ config, now: Date.now, exclusive: false });
  const { resealed, unreadable } = await rewrap(records.keys, records.store.sealedValues);
  await records.close();
  process.stdout.write(`Re-encrypted ${resealed} values with the newest key; ${unreadable} could not be decrypted.\n`);
  if (unreadable > 0) process.exitCode = EXIT_FAILURE;
}

/** `npm run audit:verify`: exit code 0 only when no record was changed. `anchor`: the NUMBER:HASH that an earlier run printed. */
async function verifyAuditLog(config: Config, anchor: string | undefined): Promise<void> {
  const records = await openPersistence({ config, now: Date.now, exclusive: false });
  const verdict = await verifyAudit(records.store.audit, auditMac(records.vault), readAnchor(anchor));
  await records.close();
  process.stdout.write(describeVerdict(verdict));
  if (!verdict.intact) process.exitCode = EXIT_FAILURE;
}

async function serve(config: Config, log: Logger, output: LogOutput): Promise<void> {
  const running: Running = { app: null, emulator: null };
  // Before anything is opened, so that a signal also ends a start that is waiting for a database, even as PID 1 of a container.
  const { isStopping } = stopOnSignals({ config, log, output }, running);
  try {
    await start(config, { log, output }, running);
  } catch (error) {
    // During a shutdown the parts are closed while the gateway starts, so the start fails. That is not an error.
    if (!isStopping()) throw error;
  }
}

/** What has been started so far. */
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
  log.info({ url, adminPort, version: VERSION }, 'listening');
}

function readConfig(): Config {
  try {
    const config = parseConfig(process.env);
    // Read once: no module that is loaded later and no child process finds a secret in the environment.
    for (const name of SECRET_NAMES) Reflect.deleteProperty(process.env, name);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIGURATION_ERROR);
  }
}

/** The emulator runs with the gateway only when no other upstream is configured. */
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

/** The first signal drains, or ends a start in progress. A signal a second or more later, and the end of the grace period, exit immediately. */
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
        log.error({ graceMs: config.shutdownGraceMs }, 'shutdown did not finish within the grace period');
        void exit(EXIT_FAILURE);
      },
      Math.max(config.shutdownGraceMs, MIN_GRACE_MS),
    ).unref();
    try {
      await running.app?.drain();
      await running.emulator?.close();
      log.info({ reason }, 'stopped');
    } catch (error) {
      exitCode = EXIT_FAILURE;
      log.error({ err: error }, 'shutdown failed');
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
  // Without a listener Node opens a debugger on this signal, and a debugger can read every secret in memory.
  process.on('SIGUSR1', () => {
    log.warn('SIGUSR1 is ignored: it would open a debugger');
  });
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'unhandled promise rejection');
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception: draining, so that a supervisor can restart the gateway');
    exitCode = EXIT_FAILURE;
    if (!stopping) void drain('uncaughtException');
  });
  return { isStopping: () => stopping };
}

main().catch((error: unknown) => {
  process.stderr.write(`The gateway could not start: ${error instanceof Error ? error.message : 'unknown reason'}\n`);
  const isConfiguration = [ConfigError, VaultKeysError, DecryptionError].some((kind) => error instanceof kind);
  process.exit(isConfiguration ? EXIT_CONFIGURATION_ERROR : EXIT_FAILURE);
});
